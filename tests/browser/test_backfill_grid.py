"""The grid of a sheet: keyboard, a block out of a spreadsheet, and without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.models import BackfillRow
from tests import factories
from tests.browser.looking import assert_accessible, overflow
from tests.plans.paper import backfill_world as world

BLOCK = '14:40\t京A00002\n14:50\t京A00003\t"a ""b"""\n'
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector('[name="r2.time"]').dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ops(db: None) -> User:
    return factories.user("ops", "it_operations")


def cell(page: Page, row: int, key: str) -> Any:
    return page.locator(f'[name="r{row}.{key}"]')


def test_enter_arrows_and_a_pasted_block(ops: User, sign_in: Any, page: Page) -> None:
    batch = world.batch(ops)
    sign_in(ops, page)
    page.goto(f"/backfills/{batch.code}/sheets/CSM-000001/")
    cell(page, 1, "time").click()
    page.keyboard.type("14:30")
    page.keyboard.press("Enter")
    page.keyboard.type("京A12345")
    page.keyboard.press("ArrowDown")
    expect(cell(page, 2, "plate")).to_be_focused()
    page.evaluate(PASTE, BLOCK)
    expect(cell(page, 3, "customer")).to_have_value('a "b"')
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("3 rows were kept.")).to_be_visible()
    found = BackfillRow.objects.order_by("row").values_list("row", "values__plate")
    assert list(found) == [(1, "京A12345"), (2, "京A00002"), (3, "京A00003")]


@pytest.mark.slow
def test_the_grid_works_without_script_and_on_a_phone(
    ops: User, sign_in: Any, new_context: Any
) -> None:
    batch = world.batch(ops)
    page = new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False).new_page()
    sign_in(ops, page)
    page.goto(f"/backfills/{batch.code}/sheets/CSM-000001/")
    cell(page, 1, "time").fill("14:30")
    cell(page, 1, "plate").fill("京A12345")
    page.get_by_role("button", name="Save, next sheet").click()
    expect(page.get_by_role("heading", name="CSM-000002")).to_be_visible()
    assert BackfillRow.objects.count() == 1
    assert overflow(page) == 0
