"""The calendar and the year of working days: looked at, walked by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from followup.models import CalendarDay, CalendarFeed
from followup.services.calendar_days import fill_year
from tests import factories
from tests.browser.conftest import Complaints
from tests.browser.looking import accessibility_findings, overflow

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]
PAGES = ["/calendar/?month=2026-10", "/calendar/?month=2026-10&view=list",
         "/calendar/?day=2026-10-08&scope=organisation", "/settings/working-days/?year=2026",
         "/settings/working-days/?year=2031", "/settings/working-days/new/",
         "/settings/working-days/import/", "/settings/working-days/2026-10-01/edit/",
         "/settings/working-days/2026-10-01/delete/"]  # fmt: skip


@pytest.fixture
def visitor(live_server: object) -> User:
    one = factories.user("visitor", "continuity_manager", "administrator")
    me = factories.person("visitor", user=one)
    for number in range(8):
        factories.action(
            f"ACT-2026-{number:04}",
            owner=me,
            by=one,
            title="Second line to the dispatch centre",
            state="open",
            due_on=date(2026, 10, 8),
        )
    fill_year(country="CN", year=2026, by=one, at=timezone.now())
    return one


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (1440, "light", "en"),
        (360, "dark", "zh-hans"),
        (1440, "dark", "zh-hans"),
        (360, "light", "en"),
    ],
)  # fmt: skip
def test_every_page_is_sound(
    width: int, scheme: str, language: str, visitor: User,
    new_context: Callable[..., BrowserContext], sign_in: SignIn,
) -> None:  # fmt: skip
    User.objects.filter(pk=visitor.pk).update(language=language)
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    sign_in(visitor, page)
    complaints = Complaints()
    complaints.watch(page)
    wrong = []
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200 or overflow(page) > 0:
            wrong.append(f"{path}: {answer.status}, {overflow(page)} px too wide")
        wrong += [f"{path}: {one}" for one in accessibility_findings(page)]
    assert wrong + complaints == []


def test_the_keyboard_walks_the_months(page: Page, visitor: User, sign_in: SignIn) -> None:
    sign_in(visitor, page)
    page.goto("/calendar/?month=2026-10")
    page.get_by_role("link", name="Month after").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("November 2026")
    page.get_by_role("link", name="Today").click()
    today = factories.today()
    expect(page.locator("td[aria-current=date] .day-number")).to_contain_text(str(today.day))


@pytest.mark.slow
def test_a_full_day_leads_to_the_whole_of_it(page: Page, visitor: User, sign_in: SignIn) -> None:
    sign_in(visitor, page)
    page.goto("/calendar/?month=2026-10")
    page.get_by_role("link", name="and 4 more").click()
    expect(page.locator(".agenda .calendar-entry")).to_have_count(8)
    page.locator(".agenda .calendar-entry").first.click()
    page.wait_for_url("**/actions/ACT-2026-0000/")


def test_a_phone_shows_the_list(
    new_context: Callable[..., BrowserContext], visitor: User, sign_in: SignIn
) -> None:
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    sign_in(visitor, page)
    page.goto("/calendar/?month=2026-10")
    expect(page.locator(".month-grid")).to_be_hidden()
    expect(page.locator(".agenda")).to_be_visible()
    expect(page.locator(".agenda .calendar-entry")).to_have_count(8)


def test_all_of_it_works_without_scripts(
    new_context: Callable[..., BrowserContext], visitor: User, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(visitor, page)
    page.goto("/calendar/?month=2026-10")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#shown-secret").inner_text()
    assert address.endswith(".ics")
    page.reload()
    expect(page.locator("#shown-secret")).to_have_count(0)
    page.get_by_role("button", name="Revoke").click()
    assert CalendarFeed.objects.get().revoked_at is not None
    page.goto("/settings/working-days/new/")
    day = date(2026, 7, 1)
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Save").click()
    assert CalendarDay.objects.get(day=day).is_working is False
