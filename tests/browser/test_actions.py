"""Corrective actions by hand: dragged, by keyboard, without JavaScript; and looked at by axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from followup.models import CorrectiveAction, RootCause
from followup.services import actions
from tests import factories
from tests.browser.conftest import Complaints
from tests.browser.looking import accessibility_findings, overflow
from tests.followup.actions import Cast, cast, draft, opened

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]


@pytest.fixture
def who(live_server: object) -> Cast:
    return cast()


def now(**back: int) -> dict[str, object]:
    return {"at": timezone.now() - timedelta(**back)}


@pytest.mark.slow
def test_a_card_is_dragged_to_its_column(page: Page, who: Cast, sign_in: SignIn) -> None:
    action = opened(who, **now(hours=1))
    sign_in(who.alice, page)
    page.goto("/actions/board/")
    card = page.locator("[data-card]")
    card.drag_to(page.locator("[data-column=in_progress]"))
    expect(page.locator("[data-column=in_progress] [data-card]")).to_have_count(1)
    # A step that asks for something opens its page instead.
    page.locator("[data-card]").drag_to(page.locator("[data-column=done]"))
    page.wait_for_url(f"**/actions/{action.code}/completion/**")
    page.get_by_label("What was done").fill("A line was laid.")
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/actions/board/")
    expect(page.locator("[data-column=done] [data-card]")).to_have_count(1)


def test_a_card_moves_by_keyboard(page: Page, who: Cast, sign_in: SignIn) -> None:
    action = opened(who, **now(hours=1))
    sign_in(who.alice, page)
    page.goto("/actions/board/")
    page.locator("[data-card] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-column=in_progress] [data-card]")).to_have_count(1)
    assert CorrectiveAction.objects.get(pk=action.pk).state == "in_progress"


@pytest.mark.slow
def test_everything_works_without_javascript(
    new_context: Callable[..., BrowserContext], who: Cast, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(who.max, page)
    page.goto("/actions/new/")
    page.get_by_label("Title").fill("Second line")
    page.get_by_label("Finding").fill("One line carries every call.")
    page.get_by_label("Priority").select_option("P1")
    page.get_by_label("Owner").select_option("alice")
    page.get_by_label("Verifier").select_option("bob")
    page.get_by_label("Criterion").fill("Calls go through.")
    page.get_by_role("button", name="Save and open").click()
    action = CorrectiveAction.objects.get()
    page.wait_for_url(f"**/actions/{action.code}/")
    assert action.due_on == factories.today() + timedelta(days=7)
    page.goto("/actions/board/")
    page.locator("[data-card] summary").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-column=in_progress] [data-card]")).to_have_count(1)


def test_the_due_date_follows_the_priority_until_one_is_chosen(
    page: Page, who: Cast, sign_in: SignIn
) -> None:
    RootCause.objects.get_or_create(code="cable-cut", name_en="Cable cut", name_zh="电缆中断")
    sign_in(who.max, page)
    page.goto("/actions/new/")
    day, today = page.get_by_label("Due"), factories.today()
    expect(day).to_have_value((today + timedelta(days=30)).isoformat())
    page.get_by_label("Priority").select_option("P1")
    expect(day).to_have_value((today + timedelta(days=7)).isoformat())
    expect(page.locator("#action-hints")).to_contain_text("because P1 is due 7 days from today")
    day.fill((today + timedelta(days=5)).isoformat())
    page.get_by_label("Priority").select_option("P3")
    expect(page.locator("#action-hints")).to_contain_text("P3 is due 90 days")
    expect(day).to_have_value((today + timedelta(days=5)).isoformat())


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_the_pages_are_sound(
    new_context: Callable[..., BrowserContext], who: Cast, sign_in: SignIn, width: int, scheme: str
) -> None:
    long = opened(who, title="Wiederherstellungszeitüberschreitungsursachenbeseitigung" * 2,
                  source_ref="gap:" + "x" * 150, priority="P1", **now(days=20))  # fmt: skip
    actions.add_evidence(long, text="Order", file=actions.File("order.pdf", b"%PDF-1.7"),
                         by=who.alice, **now())  # fmt: skip
    actions.record_retest(long, passed=False, note="y" * 300, by=who.bob, **now())
    actions.postpone_action(long, to_on=factories.today() + timedelta(days=9),
                            reason="z" * 200, by=who.max, **now())  # fmt: skip
    draft(who, **now())
    RootCause.objects.get_or_create(code="cable-cut", name_en="Cable cut", name_zh="电缆中断")
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    complaints = Complaints()
    complaints.watch(page)
    sign_in(who.max, page)
    steps = ("", "edit/", "completion/", "postponement/", "evidence/", "retest/", "note/")
    paths = [f"/actions/{long.code}/{step}" for step in steps]
    paths += ["/actions/", "/actions/board/", "/actions/new/", "/catalogue/root-causes/",
              "/catalogue/root-causes/cable-cut/use/"]  # fmt: skip
    found = []
    for path in paths:
        page.goto(path)
        for menu in page.locator("main details").all()[:2]:
            menu.evaluate("node => { node.open = true; }")
        found += [f"{path}: {text}" for text in accessibility_findings(page)]
        if overflow(page) > 0:
            found.append(f"{path}: {overflow(page)} px too wide")
    assert found + complaints == []


@pytest.mark.slow
def test_a_conflict_keeps_both_texts(
    page: Page, who: Cast, sign_in: SignIn, complaints: Complaints
) -> None:
    complaints.allow("409")
    action = draft(who, **now())
    sign_in(who.max, page)
    page.goto(f"/actions/{action.code}/edit/")
    page.get_by_label("Finding").fill("Mine is longer.")
    actions.change_action(action, finding="Theirs.", by=factories.user("eve", "continuity_manager"),
                          **now())  # fmt: skip
    told = page.get_by_text("Nothing you typed is lost.")
    page.get_by_role("button", name="Save as a draft").click()
    expect(told).to_be_visible()
    expect(page.locator("main")).to_contain_text("Mine is longer.")
    expect(page.locator("main")).to_contain_text("Theirs.")
    assert accessibility_findings(page) == []
