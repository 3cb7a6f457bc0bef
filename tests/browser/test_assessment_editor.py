"""The editor as people use it: type, paste, undo, save by itself, edit side by side."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.models import User
from bia.models import Assessment
from tests import factories
from tests.bia.assessments import catalogue, changed, draft, grid
from tests.browser.conftest import Complaints
from tests.browser.looking import assert_accessible, overflow

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]
SHOTS = os.environ.get("EDITOR_SHOTS", "")

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def assessment(live_server: object, alice: User) -> Assessment:
    catalogue()
    process = factories.process("road-rescue", department="sales", owner=alice, critical=True)
    return draft(process, alice)


def open_editor(page: Page, assessment: Assessment) -> None:
    page.goto(f"/assessments/{assessment.code}/edit/")
    expect(page.locator("html")).to_have_attribute("data-editor", "ready")


def cell(page: Page, category: str, at_s: int) -> object:
    return page.locator(f'[name="cell-{category}-{at_s}"]')


def test_types_like_in_a_spreadsheet_and_sees_the_mtd_move(
    page: Page, assessment: Assessment, alice: User, sign_in: SignIn
) -> None:
    sign_in(alice, page)
    open_editor(page, assessment)
    cell(page, "customer", 900).click()
    for digit, key in (("1", "Tab"), ("2", "ArrowRight"), ("3", "Enter")):
        page.keyboard.type(digit)
        page.keyboard.press(key)
    expect(cell(page, "legal", 14400)).to_be_focused()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("the score 2 at 1 h is the last below the threshold 3")
    expect(page.locator("#curve svg")).to_be_visible()
    expect(page.locator("td:has([name=cell-customer-14400])")).to_have_attribute("data-level", "3")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.locator("[data-takes=mtd_s] .take").click()
    expect(page.locator("[name=mtd_s]")).to_have_value("1 h")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.wait_for_timeout(1500)
    assessment.refresh_from_db()
    assert (assessment.mtd_s, assessment.mtd_derived_s) == (3600, 3600)
    assert [str(one.score) for one in assessment.ratings.all()] == ["1.00", "2.00", "3.00"]


@pytest.mark.slow
def test_submits_while_a_save_is_under_way(
    page: Page, assessment: Assessment, alice: User, sign_in: SignIn
) -> None:
    """The form waits for that save: its own author's save is nobody else's change."""
    sign_in(alice, page)
    open_editor(page, assessment)

    held: list[Route] = []
    page.route(lambda url: url.endswith("/draft/"), lambda route: held.append(route))
    with page.expect_request(lambda request: request.method == "PATCH"):
        cell(page, "customer", 900).fill("2")
        page.keyboard.press("Tab")
    while not held:
        page.wait_for_timeout(50)
    saved = held[0].fetch()
    page.locator("button[name=submission]").click()
    held[0].fulfill(response=saved)
    page.wait_for_url("**/submission/")


@pytest.mark.slow
def test_pastes_undoes_and_redoes(
    page: Page, assessment: Assessment, alice: User, sign_in: SignIn
) -> None:
    sign_in(alice, page)
    open_editor(page, assessment)
    cell(page, "financial", 900).click()
    page.evaluate(PASTE, ['[name="cell-financial-900"]', "1万\t5万\t30万\r\n1\t2\t3\r\n"])
    expect(cell(page, "customer", 14400)).to_have_value("3")
    expect(cell(page, "financial", 14400)).to_have_value("300,000")
    page.keyboard.press("Control+z")
    expect(cell(page, "customer", 14400)).to_have_value("")
    page.keyboard.press("Control+y")
    expect(cell(page, "customer", 14400)).to_have_value("3")
    page.keyboard.press("Control+z")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.wait_for_timeout(1500)
    assert assessment.ratings.count() == 0


def test_nothing_is_lost_without_the_network(
    page: Page,
    assessment: Assessment,
    alice: User,
    sign_in: SignIn,
    complaints: Complaints,
) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    sign_in(alice, page)
    open_editor(page, assessment)
    page.context.set_offline(True)
    page.locator("[name=rationale]").fill("Written on the train.")
    expect(page.locator("#save-status")).to_contain_text("Offline")
    page.context.set_offline(False)
    expect(page.locator("#save-status")).to_contain_text("Saved", timeout=15_000)
    assessment.refresh_from_db()
    assert assessment.rationale == "Written on the train."


@pytest.mark.slow
def test_two_editors_are_merged_and_asked_only_where_both_changed(
    page: Page,
    assessment: Assessment,
    alice: User,
    bob: User,
    sign_in: SignIn,
    complaints: Complaints,
) -> None:
    complaints.allow("409")
    sign_in(alice, page)
    open_editor(page, assessment)
    changed(assessment, bob, rto_s=900, cells=[{"category": "customer", "at_s": 900, "score": 2}])
    page.locator("[name=rpo_s]").fill("5 min")
    page.locator("[name=rto_s]").fill("30 min")
    dialog = page.locator("#merge")
    expect(dialog).to_be_visible()
    expect(dialog.locator("tbody tr")).to_have_count(1)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "merge.png"))
    dialog.get_by_label("15 min").check()
    dialog.get_by_role("button", name="Keep these").click()
    expect(page.locator("[name=rto_s]")).to_have_value("15 min")
    expect(cell(page, "customer", 900)).to_have_value("2")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.wait_for_timeout(1200)
    assessment.refresh_from_db()
    assert (assessment.rto_s, assessment.rpo_s) == (900, 300)


@pytest.mark.slow
def test_is_sound_and_fits_a_phone(
    page: Page, assessment: Assessment, alice: User, sign_in: SignIn
) -> None:
    changed(assessment, alice, ratings=grid(), mtd_s=3600, rto_s=1200)
    sign_in(alice, page)
    open_editor(page, assessment)
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) <= 0


@pytest.mark.skipif(not SHOTS, reason="pictures to look at: EDITOR_SHOTS=folder")
def test_pictures(
    new_context: Callable[..., BrowserContext],
    assessment: Assessment,
    alice: User,
    sign_in: SignIn,
) -> None:
    changed(
        assessment,
        alice,
        ratings=[
            *grid("customer", "legal", "reputation", "safety"),
            {"category": "financial", "at_s": 900, "amount": "10000"},
            {"category": "financial", "at_s": 3600, "amount": "50000", "text": "per hour"},
            {"category": "financial", "at_s": 14400, "amount": "300000"},
        ],
        mtd_s=3600,
        rto_s=1200,
        rationale="So.",
    )
    for name, options, language in (
        ("desktop", {}, "en"),
        ("phone", {"viewport": {"width": 360, "height": 740}}, "en"),
        ("dark", {"color_scheme": "dark"}, "en"),
        ("zh", {}, "zh-hans"),
    ):
        alice.language = language
        alice.save()
        page = new_context(**options).new_page()
        sign_in(alice, page)
        open_editor(page, assessment)
        page.wait_for_timeout(1500)
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=name != "desktop")
        if name in ("desktop", "phone"):
            page.goto(f"/assessments/{assessment.code}/")
            page.wait_for_timeout(1000)
            page.screenshot(path=str(Path(SHOTS) / f"detail-{name}.png"), full_page=True)
            page.goto("/assessments/overview/")
            page.screenshot(path=str(Path(SHOTS) / f"overview-{name}.png"))
