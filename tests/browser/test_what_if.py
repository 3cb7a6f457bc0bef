"""The slider of the what-if by keyboard, without JavaScript, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from bia.models import Scenario
from tests.bia.sample_loaded import sample_of_today
from tests.browser.conftest import Complaints
from tests.browser.looking import assert_accessible, overflow

pytestmark = pytest.mark.django_db(transaction=True)

FIRE = "/what-if/new/?failed=site:dc-a&teams=2"
BESIDE = f"{FIRE}&v_lasts=12+h&at=3300"


@pytest.fixture
def boss(transactional_db: None) -> User:
    sample_of_today("aftersales-complete")
    return User.objects.get(username="manager")


def count(page: Page, name: str) -> Any:
    return page.locator(f'[data-count="{name}"]')


def test_the_slider_follows_the_keyboard(
    boss: User, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(boss, page)
    page.goto(FIRE)
    expect(count(page, "down")).to_have_text("8")
    slider = page.locator("[data-moment]")
    slider.focus()
    for _ in range(55):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-moment-words]")).to_have_text("55 min")
    expect(count(page, "down")).to_have_text("7")
    expect(count(page, "rto_passed")).to_have_text("1")
    expect(page.locator("[data-loss-now]")).to_have_text("CNY 194,055.56")
    rescue = page.locator('[data-process="process:road-rescue"]')
    expect(rescue.locator('[data-state="back"]')).to_be_visible()
    expect(rescue.locator('[data-state="down"]')).to_be_hidden()
    assert page.url.endswith("at=3300")
    page.keyboard.press("End")
    expect(count(page, "back")).to_have_text("8")


@pytest.mark.slow
def test_a_moment_is_a_link_and_the_link_is_the_moment(
    boss: User, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(boss, page)
    page.goto(FIRE)
    page.get_by_role("link", name="1 h 45 min").first.click()
    expect(page.locator("[data-moment-words]")).to_have_text("1 h 45 min")
    page.goto(page.url)
    expect(page.locator("[data-moment-words]")).to_have_text("1 h 45 min")
    expect(count(page, "workaround")).to_have_text("1")


@pytest.mark.slow
def test_the_link_is_copied(
    boss: User, new_context: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_in(boss, page)
    page.goto(FIRE)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(FIRE)


@pytest.mark.slow
def test_asked_kept_and_compared_without_javascript(
    boss: User, new_context: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(boss, page)
    page.goto("/what-if/new/")
    page.get_by_label("Computer room A").check()
    page.get_by_label("Teams that restore").fill("2")
    page.get_by_role("button", name="Show what happens").click()
    expect(count(page, "down")).to_have_text("8")
    page.get_by_role("link", name="55 min", exact=True).click()
    expect(count(page, "down")).to_have_text("7")
    page.get_by_label("Lasts instead").fill("12 h")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("CNY 2,924,000").first).to_be_visible()
    expect(page.locator("output")).to_have_text("55 min")
    page.get_by_label("Keep this question as").fill("Fire")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", name="Fire", exact=True)).to_be_visible()
    assert Scenario.objects.get(name="Fire").inputs["teams"] == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1440, "light", "en"), (360, "dark", "zh-hans"), (360, "light", "en")],
)
def test_every_look(
    width: int, scheme: str, language: str, boss: User,
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., None],
) -> None:  # fmt: skip
    User.objects.filter(pk=boss.pk).update(language=language)
    kept = Scenario.objects.create(
        code="fire", name="Fire", created_by=boss, inputs={"failed": ["site:dc-a"], "teams": 2}
    )
    Scenario.objects.create(
        code="slow", name="Slow", created_by=boss, variant_of=kept,
        inputs={"failed": ["supplier:carrier-a", "supplier:carrier-b"]},
    )  # fmt: skip
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    complaints = Complaints()
    complaints.watch(page)
    sign_in(boss, page)
    for path in (
        "/what-if/", "/what-if/new/", BESIDE, "/what-if/fire/", "/what-if/slow/",
        "/what-if/fire/edit/", "/what-if/fire/delete/",
    ):  # fmt: skip
        answer = page.goto(path)
        page.wait_for_load_state("networkidle")
        assert answer is not None
        assert (path, answer.status, overflow(page)) == (path, 200, 0)
        assert_accessible(page)
    assert complaints == []
