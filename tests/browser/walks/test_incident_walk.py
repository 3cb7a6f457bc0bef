"""Two people in one war room, with the platform running as `make run` runs it.

Declared from a phone without JavaScript; then commander and scribe at two browsers: what one does
the other sees within the poll, what is being typed survives; a lost signal loses nothing and sends
nothing twice; a phone whose clock is seven minutes ahead counts by the server's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import overflow
from tests.browser.walks.people import Platform, Visitor

POLL_MS = 60_000  # the poll is every ten seconds; the machine may be busy
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def phone(platform: Platform, browser: Browser) -> Iterator[Page]:
    """The owner's phone, without JavaScript."""
    context = browser.new_context(
        base_url=platform.address, viewport=PHONE, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "owner")
    page.fill("[name=password]", "owner")
    page.click("main button[type=submit]")
    yield page
    context.close()


@pytest.fixture
def room(platform: Platform, browser: Browser) -> Iterator[Any]:
    """`room(name)` is somebody's browser; all are closed at the end."""
    visitors: list[Visitor] = []

    def enter(name: str, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, platform.address, name, "en", **options))
        return visitors[-1]

    yield enter
    for one in visitors:
        one.context.close()


def declared(page: Page, title: str, system: str, since: str = "") -> str:
    """The address of its war room."""
    page.goto("/incidents/declare/")
    page.fill("[name=title]", title)
    page.check(f"[name=systems][value={system}]")
    page.click("button:has-text('Declare')")
    page.locator("[name=choice], [data-declared]").first.wait_for()
    if page.locator("[name=choice]").count():
        page.check("[name=choice][value=separate]")
        page.click("button:has-text('Go on')")
    page.locator("[data-declared]").wait_for()
    expect(page.locator("h1")).to_have_text(title)
    page.click("text=To the war room")
    return str(page.url)


def test_declare_card_and_log_on_a_phone_without_script(phone: Page) -> None:
    address = declared(phone, "The counter is dark", "finance")
    assert overflow(phone) <= 0
    page = phone
    expect(page.locator(".room-head")).to_contain_text("Finance")
    page.goto(f"{address}card/")
    assert overflow(page) <= 0
    expect(page.locator("#part-card")).to_contain_text("Notify")


@pytest.mark.slow
def test_two_browsers_in_one_room(room: Any) -> None:
    commander, scribe = room("commander"), room("ops")
    address = declared(scribe.page, "Statistics stand still", "statistics")
    commander.page.goto(address)
    logs(scribe.page, "The database server answers again")
    expect(commander.page.locator("#part-timeline")).to_contain_text(
        "The database server answers again", timeout=POLL_MS
    )
    # What the scribe is typing outlives what the commander does meanwhile.
    scribe.page.click(".room-log-button")
    scribe.page.fill("#room-log-text", "half a senten")
    logs(commander.page, "Everybody is told")
    expect(scribe.page.locator("#part-timeline")).to_contain_text(
        "Everybody is told", timeout=POLL_MS
    )
    expect(scribe.page.locator("#room-log-text")).to_have_value("half a senten")
    # A part somebody is in is not swapped under their hands: a pill says what is new.
    scribe.page.locator("#part-timeline a").first.focus()
    logs(commander.page, "The shops are told")
    pill = scribe.page.locator(".room-pill")
    expect(pill).to_have_text("1 new entry: show", timeout=POLL_MS)
    expect(scribe.page.locator("#part-timeline")).not_to_contain_text("The shops are told")
    pill.click()
    expect(scribe.page.locator("#part-timeline")).to_contain_text("The shops are told")
    expect(pill).to_have_count(0)
    # A reload, a dead battery: the draft is there.
    scribe.page.reload()
    expect(scribe.page.locator("#room-log-text")).to_have_value("half a senten")


@pytest.mark.slow
def test_what_is_entered_without_a_signal_arrives_once_and_in_order(room: Any) -> None:
    ops = room("ops")
    page = ops.page
    address = declared(page, "Relations are slow", "crm")
    expect(page.locator("#room[data-live]")).to_be_attached()
    ops.context.set_offline(True)
    logs(page, "first without a signal")
    logs(page, "second without a signal")
    expect(page.locator("#room-queue")).to_contain_text("2 entries wait")
    expect(page.locator("#room-offline")).to_be_visible(timeout=40_000)
    ops.context.set_offline(False)
    expect(page.locator("#room-queue")).to_be_hidden(timeout=POLL_MS)
    expect(page.locator("#room-offline")).to_be_hidden(timeout=POLL_MS)
    page.goto(address)
    words = page.locator("#part-timeline").inner_text()
    found = re.findall(r"(first|second) without a signal", words)
    assert sorted(found) == ["first", "second"]
    assert found == ["second", "first"]


@pytest.mark.slow
def test_an_answer_that_is_lost_makes_no_second_entry(room: Any) -> None:
    """The server has done it, the phone does not know: it sends again with the same key (CON-3)."""
    ops = room("ops")
    page = ops.page
    address = declared(page, "Work orders are gone", "workorder")
    page.route("**/incidents/*/**", drop_first_post())
    logs(page, "only once")
    page.unroute("**/incidents/*/**")
    expect(page.locator("#room-queue")).to_be_hidden(timeout=POLL_MS)
    page.goto(address)
    assert page.locator("#part-timeline").inner_text().count("only once") == 1


@pytest.mark.slow
def test_a_clock_seven_minutes_ahead_counts_by_the_server(room: Any) -> None:
    """E6."""
    right, askew = room("commander"), room("ops")
    askew.context.add_init_script("const real = Date.now; Date.now = () => real() + 420000;")
    address = declared(right.page, "Network is down", "network")
    for one in (right.page, askew.page):
        one.goto(address)
        expect(one.locator("#part-clocks [data-left]").first).not_to_be_empty()
    left = [
        seconds_left(one.locator("#part-clocks [data-left]").first.inner_text())
        for one in (right.page, askew.page)
    ]
    assert abs(left[0] - left[1]) < 20


def logs(page: Page, text: str) -> None:
    expect(page.locator("#room[data-live]")).to_be_attached()
    if not page.locator("#room-log").get_attribute("open"):
        page.evaluate("document.getElementById('room-log').open = true")
    page.fill("#room-log-text", text)
    page.click(".room-log-form button.btn-primary")
    expect(page.locator("#room-log-text")).to_have_value("")


def drop_first_post() -> Any:
    dropped: list[str] = []

    def handle(route: Any) -> None:
        if route.request.method == "POST" and not dropped:
            dropped.append(route.request.url)
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    return handle


def seconds_left(text: str) -> int:
    parts = [int(one) for one in re.findall(r"\d+", text)]
    total = 0
    for one in parts:
        total = total * 60 + one
    return total
