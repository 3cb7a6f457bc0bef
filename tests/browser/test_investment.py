"""Levels, cost and losses in the browser: the slider asks, forms work without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from bia.models import LossProfile, RecoveryOption
from tests import factories
from tests.bia.test_portfolio_api import register
from tests.browser.looking import accessibility_findings, overflow

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_slider_asks_again(
    page: Page, sign_in: Callable[[User, Page], None], manager: User
) -> None:
    register(2)
    sign_in(manager, page)
    page.goto("/portfolio/?objectives=soft")
    expect(page.locator(".chart svg, .chart canvas").first).to_be_visible()
    slider = page.locator("#budget-slider")
    slider.evaluate(
        "one => { one.value = '600'; one.dispatchEvent(new Event('input'));"
        " one.dispatchEvent(new Event('change')); }"
    )
    page.wait_for_url("**budget=600**")
    expect(page.get_by_text("Objectives missed: 1.")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_accessible_and_fit_a_phone(
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[User, Page], None],
    complaints: Any,
    manager: User,
    dark: bool,
) -> None:
    register(2)
    LossProfile.objects.update(per_year=1, low_s=3600, high_s=16 * 3600)
    scheme = "dark" if dark else "light"
    page = new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme).new_page()
    complaints.watch(page)
    sign_in(manager, page)
    for address in (
        "/portfolio/?budget=600",
        "/portfolio/?budget=600&objectives=soft",
        "/portfolio/sys-0/",
        "/losses/",
        "/processes/proc-0/loss/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert accessibility_findings(page) == []
        assert overflow(page) == 0, address


@pytest.mark.slow
def test_profile_and_options_are_saved_without_javascript(
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[User, Page], None],
    manager: User,
) -> None:
    factories.system("crm")
    factories.process("rescue", mtd_s=8 * 3600)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(manager, page)
    page.goto("/portfolio/crm/")
    page.fill("[name=level_2_annual_cost]", "1,000")
    page.fill("[name=level_2_rto_s]", "1 d")
    page.fill("[name=level_2_rpo_s]", "0")
    page.get_by_role("button", name="Save").click()
    assert RecoveryOption.objects.get().rto_s == 86_400
    page.goto("/processes/rescue/loss/")
    page.select_option("[name=basis]", "rates")
    page.fill("[name=segments_0_rate_per_hour]", "1000")
    page.fill("[name=per_year]", "0.5")
    page.fill("[name=low_s]", "1 h")
    page.fill("[name=high_s]", "16 h")
    page.fill("[name=runs]", "1000")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_text("1000 years with seed 1")).to_be_visible()
