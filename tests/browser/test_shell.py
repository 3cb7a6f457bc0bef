"""The frame every page stands in, by keyboard, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tests import factories
from tests.browser.conftest import Complaints
from tests.browser.looking import assert_accessible, overflow

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]


@pytest.fixture
def visitor(live_server: object) -> User:
    return factories.user("visitor", "administrator", password="visitor-password")


def test_signs_in_with_a_password(page: Page, visitor: User) -> None:
    page.goto("/accounts/login/?next=/gallery/")
    assert_accessible(page)
    page.get_by_role("textbox").first.fill("visitor")
    page.locator("input[type=password]").fill("visitor-password")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/gallery/")
    expect(page.locator("h1")).to_have_text("Components")


def test_first_tab_skips_to_the_content(page: Page, visitor: User, sign_in: SignIn) -> None:
    sign_in(visitor, page)
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.slow
def test_colours_follow_the_system_until_chosen(
    new_context: Callable[..., BrowserContext], visitor: User, sign_in: SignIn
) -> None:
    page = new_context(color_scheme="dark").new_page()
    sign_in(visitor, page)
    page.goto("/gallery/")
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Use light colours").click()
    expect(html).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(html).to_have_attribute("data-bs-theme", "light")


def test_language_switch_works_without_javascript(
    new_context: Callable[..., BrowserContext], visitor: User, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(visitor, page)
    page.goto("/gallery/list/?search=visitor")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith("/gallery/list/?search=visitor")


def test_menu_opens_and_closes_on_a_phone(
    new_context: Callable[..., BrowserContext], visitor: User, sign_in: SignIn
) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(visitor, page)
    page.goto("/gallery/")
    assert overflow(page) == 0
    opener = page.locator("[data-sidebar-open]")
    expect(page.locator("#sidebar")).to_be_hidden()
    opener.click()
    expect(page.locator("#sidebar")).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).to_be_hidden()
    expect(opener).to_be_focused()


def test_list_searches_as_one_types_and_keeps_the_address(
    page: Page, visitor: User, sign_in: SignIn
) -> None:
    factories.user("alice")
    sign_in(visitor, page)
    page.goto("/gallery/list/")
    page.get_by_role("searchbox").press_sequentially("alice")
    expect(page.locator(".data-table tbody tr")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.wait_for_url("**/gallery/list/?*search=alice*")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("alice")
    expect(page.locator(".data-table tbody tr")).to_have_count(1)


@pytest.mark.slow
def test_list_sorts_in_place_and_says_how(page: Page, visitor: User, sign_in: SignIn) -> None:
    factories.user("alice")
    sign_in(visitor, page)
    page.goto("/gallery/list/")
    page.get_by_role("link", name="Login name").click()
    expect(page.get_by_role("columnheader", name="Login name")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(page.locator(".data-table tbody tr").first).to_contain_text("visitor")
    page.get_by_role("searchbox").fill("i")
    page.wait_for_url("**ordering=-username**")


def test_bulk_bar_appears_with_the_first_tick(page: Page, visitor: User, sign_in: SignIn) -> None:
    factories.user("alice")
    sign_in(visitor, page)
    page.goto("/gallery/list/")
    bar = page.locator(".bulk-bar")
    expect(bar).to_be_hidden()
    page.get_by_label("Select all on this page").check()
    expect(bar).to_contain_text("2 selected")


def test_error_summary_takes_the_focus_and_leads_to_the_field(
    page: Page, visitor: User, sign_in: SignIn
) -> None:
    sign_in(visitor, page)
    page.goto("/gallery/form/?wrong=1")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="is not a unit of time").click()
    field = page.locator("#id_rto_s")
    expect(field).to_be_focused()
    expect(field).to_have_value("2 parsecs")
    described = field.get_attribute("aria-describedby") or ""
    words = [page.locator(f"#{name}").inner_text() for name in described.split()]
    assert any("is not a unit of time" in text for text in words)


def test_charts_are_drawn_under_the_policy(page: Page, visitor: User, sign_in: SignIn) -> None:
    sign_in(visitor, page)
    page.goto("/gallery/charts/")
    expect(page.locator(".chart svg")).to_be_visible()
    expect(page.locator(".chart")).to_contain_text("MTD 4 h")
    page.get_by_role("button", name="Use dark colours").click()
    expect(page.locator(".chart svg")).to_be_visible()


def test_inline_script_and_style_are_refused(
    page: Page, visitor: User, sign_in: SignIn, complaints: Complaints
) -> None:
    sign_in(visitor, page)
    page.goto("/gallery/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b id=b style=\"color:red\">b</b>')"
    )
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hit = 1';
          document.body.append(script);
        }"""
    )
    assert page.evaluate("window.hit") is None
    assert len(complaints.remaining()) >= 2
    complaints.allow("CSP")
    complaints.allow("Content Security Policy")


@pytest.mark.slow
def test_missing_page_is_answered_in_words(
    page: Page, visitor: User, sign_in: SignIn, complaints: Complaints
) -> None:
    complaints.allow("404")
    sign_in(visitor, page)
    answer = page.goto("/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("There is no such page")
    assert_accessible(page)
