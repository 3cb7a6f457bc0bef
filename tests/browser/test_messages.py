"""Messages in a browser: the bell that asks by itself, the phone's acknowledge page, every look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from followup.models import ContactPoint, Notification
from followup.services.acknowledgement import token_of
from followup.services.gathering import gather
from tests import factories
from tests.browser.conftest import Complaints
from tests.browser.looking import accessibility_findings, assert_accessible, overflow
from tests.followup.outbox_world import MIDDAY, channel, subject, tell

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]


@pytest.fixture
def visitor(live_server: object) -> User:
    user = factories.user("visitor", "administrator", "continuity_manager")
    factories.person("visitor", user=user, phones=["+86 138 0013 8000"])
    return user


def some_of_everything(visitor: User, settings: object) -> list[str]:
    """Messages sent, held and failed; the addresses of all pages that show them."""
    settings.MAIL_IS_SET_UP = True  # type: ignore[attr-defined]
    person = visitor.person
    channel("sms", "jsons://gate.example.org/{phone}", name="SMS gateway")
    tell(person, what="brakes", about=subject(exercise=True, grade="II"), asks_acknowledgement=True)
    (job,), _found = gather(at=MIDDAY)
    tell(person, what="lights", about=subject("ferry", exercise=False))
    (late,) = tell(person, what="doors", about=subject("bus"))
    Notification.objects.filter(pk=late.pk).update(state="failed", reason="no_address")
    ContactPoint.objects.update(unreachable_since=MIDDAY, last_error="550 No such user")
    return [
        *("/messages/", "/settings/notifications/", "/channels/", "/channels/sms/edit/"),
        *("/channels/new/", "/deliveries/", "/deliveries/not-sent/", "/me/notifications/"),
        *(f"/deliveries/{job.delivery.pk}/", "/people/visitor/"),
        "/people/visitor/notifications/",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1440, "light", "en"), (360, "dark", "zh-hans")],
)
def test_every_page_of_messages_is_sound(
    width: int,
    scheme: str,
    language: str,
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    visitor: User,
    settings: object,
) -> None:
    visitor.language = language
    visitor.save()
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    sign_in(visitor, page)
    complaints = Complaints()
    complaints.watch(page)
    wrong: list[str] = []
    for path in some_of_everything(visitor, settings):
        answer = page.goto(path)
        assert answer is not None
        wrong += [f"{path}: {answer.status}"] if answer.status != 200 else []
        wrong += [f"{path}: {one}" for one in accessibility_findings(page)]
        wrong += [f"{path}: {overflow(page)} px too wide"] if overflow(page) > 0 else []
    assert wrong + complaints == []


def a_minute_passes(page: Page) -> None:
    """The page may still be arming the timer of what was just swapped in."""
    page.wait_for_timeout(500)
    page.clock.fast_forward(61_000)


def test_the_bell_asks_by_itself_and_keeps_quiet_when_nobody_answers(
    page: Page, visitor: User, sign_in: SignIn, complaints: Complaints
) -> None:
    page.clock.install()
    sign_in(visitor, page)
    page.goto("/me/")
    bell = page.locator("#bell")
    expect(bell).to_have_attribute("aria-label", "Messages: none unread")
    tell(visitor.person)
    a_minute_passes(page)
    expect(page.locator("#bell .bell-count")).to_have_text("1")
    # Signed out elsewhere: no sign-in form lands in the bell, and no alarm is shown.
    page.context.clear_cookies()
    with page.expect_response("**/messages/bell/**") as asked:
        a_minute_passes(page)
    assert asked.value.status == 204
    expect(bell).to_have_attribute("aria-label", "Messages: 1 unread")
    complaints.allow("503")
    page.route("**/messages/bell/**", lambda route: route.fulfill(status=503, body=""))
    with page.expect_response("**/messages/bell/**"):
        a_minute_passes(page)
    expect(page.locator("#messages")).to_have_text("")


def test_acknowledging_on_a_phone_without_javascript_and_login(
    new_context: Callable[..., BrowserContext], visitor: User, complaints: Complaints
) -> None:
    (row,) = tell(visitor.person, asks_acknowledgement=True, about=subject(exercise=False))
    token = token_of(row.pk, at=timezone.now(), lives_s=3600)
    page = new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False).new_page()
    complaints.watch(page)
    page.goto(f"/acknowledge/{token}/")
    assert page.locator("h1").inner_text() == "Trial of brakes"
    button = page.get_by_role("button", name="I have taken note")
    box = button.bounding_box()
    # Big enough for a thumb, and on the first screen.
    assert box is not None
    assert (box["height"] >= 48, box["y"] + box["height"] <= 640) == (True, True)
    button.click()
    expect(page.locator("h1")).to_have_text("Acknowledged. Thank you.")
    row.refresh_from_db()
    assert row.ack_at is not None


@pytest.mark.slow
def test_the_acknowledge_page_is_accessible(page: Page, visitor: User) -> None:
    (row,) = tell(visitor.person, asks_acknowledgement=True, about=subject(exercise=True))
    token = token_of(row.pk, at=timezone.now(), lives_s=3600)
    page.goto(f"/acknowledge/{token}/")
    assert_accessible(page)
    page.get_by_role("button").click()
    assert_accessible(page)
