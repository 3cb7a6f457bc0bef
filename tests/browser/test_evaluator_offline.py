"""Two evaluators whose phones have no signal: everything tapped arrives, once, in its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from drills.models import Drill, Expectation, Inject
from drills.services import running
from tests.browser.looking import assert_accessible, overflow
from tests.drills.world import running_drill, the
from tests.incidents.world import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SENT_MS = 40_000


@pytest.fixture
def drill() -> Drill:
    row = running_drill()
    first = Inject.objects.get(script__drill=row, key="1")
    running.deliver(row, inject=first, by=the("cora"), at=clock("10:00"))
    return row


@pytest.fixture
def phone(
    new_context: Callable[..., BrowserContext], sign_in: Callable[[User, Page], None], drill: Drill
) -> Callable[..., Page]:
    def make(name: str, page_name: str = "evaluate") -> Page:
        page = new_context(**PHONE).new_page()
        sign_in(the(name), page)
        page.goto(f"/drills/{drill.code}/{page_name}/")
        expect(page.locator("#room[data-live]")).to_be_attached()
        return page

    return make


def tap(page: Page, words: str) -> None:
    page.locator("#part-to_judge form[data-judge]").get_by_role("button", name=words).first.tap()


def judged(drill: Drill) -> str:
    return Expectation.objects.get(script__drill=drill, key="1.1").result


def write(page: Page, text: str, kind: str) -> None:
    page.locator("#room-log summary").tap()
    page.locator("#seen-text").fill(text)
    page.locator("#room-log").get_by_role("button", name=kind).tap()


def test_what_was_tapped_last_counts_whatever_arrives_last(
    phone: Callable[..., Page], drill: Drill
) -> None:
    eva, mia = phone("eva"), phone("mia")
    for page in (eva, mia):
        page.context.set_offline(True)
    tap(eva, "Not met")
    write(eva, "Nobody took the phone", "To improve")
    expect(eva.locator("#room-queue")).to_contain_text("2 entries wait")
    expect(eva.locator(".stage-expected.is-waiting")).to_have_count(1)
    mia.wait_for_timeout(1100)
    tap(mia, "Partly met")
    expect(mia.locator("#room-queue")).to_contain_text("1 entry waits")
    mia.context.set_offline(False)
    expect(mia.locator("#room-queue")).to_be_hidden(timeout=SENT_MS)
    assert judged(drill) == "partly"
    eva.context.set_offline(False)
    expect(eva.locator("#room-queue")).to_be_hidden(timeout=SENT_MS)
    assert judged(drill) == "partly"
    said = drill.timeline.filter(type="expectation_judged").order_by("seq")
    told = [(one.payload["new"], "outdated" in one.payload) for one in said]
    assert told == [("partly", False), ("not", True)]
    assert [one.text for one in drill.observations.all()] == ["Nobody took the phone"]
    expect(eva.locator("#part-judged")).to_contain_text("Partly met", timeout=SENT_MS)


def test_a_lost_answer_makes_no_second_observation(
    phone: Callable[..., Page], drill: Drill
) -> None:
    page = phone("eva")
    dropped: list[Any] = []

    def drop_first(route: Any) -> None:
        if route.request.method == "POST" and not dropped:
            dropped.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/observation/", drop_first)
    write(page, "Calm on the phone", "Strength")
    expect(page.locator("#part-seen")).to_contain_text("Calm on the phone", timeout=SENT_MS)
    expect(page.locator("#room-queue")).to_be_hidden(timeout=SENT_MS)
    assert (len(dropped), drill.observations.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "page_name"), [("cora", "run"), ("eva", "evaluate"), ("carl", "run")]
)
def test_on_a_small_phone_nothing_is_cut_off(
    phone: Callable[..., Page], drill: Drill, name: str, page_name: str
) -> None:
    page = phone(name, page_name)
    assert overflow(page) <= 0
    assert_accessible(page)


def test_the_controllers_page_renews_itself(phone: Callable[..., Page], drill: Drill) -> None:
    page = phone("cora", "run")
    now, done = page.locator("#part-now"), page.locator("#part-done")
    expect(now).to_contain_text("Queue grows")
    now.locator("article", has_text="Queue grows").get_by_role("button", name="Send now").tap()
    expect(done).to_contain_text("Queue grows", timeout=SENT_MS)
    expect(now).not_to_contain_text("Queue grows")
    running.log(drill, text="The call centre is on paper", by=the("iris"), at=clock("10:20"))
    expect(page.locator("#part-log")).to_contain_text("on paper", timeout=SENT_MS)
    page.get_by_role("button", name="2×").tap()
    expect(page.locator(".stage-state")).to_contain_text("2×", timeout=SENT_MS)
    expect(page.locator(".room-pill")).to_have_count(0)
