"""Findings and recovery levels in the browser: phone, dark, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from accounts.models import User
from bia.models import Finding
from tests import factories
from tests.bia.sample_loaded import sample_of_today
from tests.browser.looking import assert_accessible, overflow

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/findings/",
    "/findings/?state=all&critical=1",
    "/findings/?state=cleared",
    "/findings/{code}/",
    "/findings/{code}/dismissal/",
    "/catalogue/recovery-levels/",
    "/catalogue/recovery-levels/gbt-20988-2007/use/",
    "/catalogue/recovery-levels/source/details/",
    "/catalogue/recovery-levels/source/levels/3/",
    "/systems/",
)


@pytest.fixture
def boss(transactional_db: None) -> User:
    sample_of_today("aftersales")
    return User.objects.get(username="manager")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_page_is_for_everybody(
    boss: User,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    width: int,
    scheme: str,
) -> None:
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    sign_in(boss, page)
    code = Finding.objects.get(rule="dr_level_too_low").code
    for path in PAGES:
        page.goto(path.format(code=code))
        assert_accessible(page)
        assert (path, overflow(page)) == (path, 0)


def test_a_finding_is_dismissed_and_taken_back_without_javascript(
    boss: User, new_context: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(boss, page)
    page.goto("/findings/")
    page.get_by_role("link", name="Recovery level too low", exact=True).click()
    page.get_by_role("link", name="Dismiss").click()
    page.get_by_label("Why it can wait").fill("The new storage comes in a month")
    until = factories.today() + timedelta(days=40)
    page.get_by_label("Counts again from").fill(until.isoformat())
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parts inventory")
    expect(page.locator("main")).to_contain_text("The new storage comes in a month")
    page.get_by_role("button", name="Withdraw the dismissal").click()
    expect(page.get_by_role("link", name="Dismiss")).to_be_visible()
    page.goto("/findings/")
    page.get_by_role("button", name="Check now").click()
    expect(page.locator("main")).to_contain_text("Checked: nothing has changed.")
