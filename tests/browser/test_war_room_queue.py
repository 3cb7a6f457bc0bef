"""What waits in a browser without a signal: whose it is, and that none of it is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from incidents.models import Incident
from tests.browser.conftest import Complaints
from tests.incidents import world

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User, Page], None]


def entry(row: Incident, user: User, text: str, **more: Any) -> dict[str, Any]:
    return {
        "address": f"/incidents/{row.number}/log/quick/",
        "pairs": [["text", text], ["key", f"key-{text}"], ["at", ""]],
        "words": text, "at": "", "by": str(user.pk), **more,
    }  # fmt: skip


def kept(page: Page, name: str = "room:queue") -> list[str]:
    told = page.evaluate("name => localStorage.getItem(name)", name)
    return [one["words"] for one in json.loads(told or "[]")]


def keep(page: Page, entries: list[dict[str, Any]]) -> None:
    page.goto("/healthz")
    page.evaluate("all => localStorage.setItem('room:queue', JSON.stringify(all))", entries)


def emptied(page: Page) -> None:
    """Wait until nothing waits; the policy of the page forbids to ask in the browser."""
    for _again in range(60):
        if not kept(page):
            return
        page.wait_for_timeout(250)
    raise AssertionError(kept(page))


def notes(row: Incident) -> list[str]:
    return list(row.timeline.filter(type="note").order_by("seq").values_list("text", flat=True))


@pytest.mark.slow
def test_everybody_sends_and_sees_their_own(
    page: Page, sign_in: SignIn, live_server: Any, complaints: Complaints
) -> None:
    row = world.declared()
    carl, dan = world.the("carl"), world.the("dan")
    sign_in(carl, page)
    refused = entry(row, carl, "to nowhere", address="/incidents/INC-0/log/quick/")
    complaints.allow("404")
    keep(page, [entry(row, dan, "a secret of Dan"), refused, entry(row, carl, "one of mine")])
    page.goto(row.get_absolute_url())
    queue = page.locator("#room-queue")
    expect(queue).to_contain_text("1 entry was refused")
    expect(queue).to_contain_text("to nowhere")
    expect(queue).not_to_contain_text("Dan")
    assert (kept(page), kept(page, "room:refused")) == (["a secret of Dan"], ["to nowhere"])
    assert notes(row) == ["one of mine"]


def test_two_tabs_lose_nothing(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, live_server: Any
) -> None:
    row = world.declared()
    carl = world.the("carl")
    context = new_context()
    tabs = [context.new_page() for _tab in range(2)]
    sign_in(carl, tabs[0])
    words = [f"entry {number}" for number in range(6)]
    keep(tabs[0], [entry(row, carl, one) for one in words])
    for one in tabs:
        one.goto(row.get_absolute_url(), wait_until="commit")
    for one in tabs:
        expect(one.locator("#room[data-live]")).to_be_attached()
        emptied(one)
    assert sorted(notes(row)) == words


@pytest.mark.slow
def test_a_new_sign_in_elsewhere_does_not_hold_the_queue_up(
    page: Page, sign_in: SignIn, live_server: Any, complaints: Complaints
) -> None:
    row = world.declared()
    carl = world.the("carl")
    sign_in(carl, page)
    complaints.allow("403")
    keep(page, [])
    page.goto(row.get_absolute_url())
    expect(page.locator("#room[data-live]")).to_be_attached()
    # The token of this page is of an earlier sign-in.
    page.context.add_cookies(
        [{"name": settings.CSRF_COOKIE_NAME, "value": "b" * 32, "url": live_server.url}]
    )
    waits = [entry(row, carl, "after all")]
    page.evaluate("all => localStorage.setItem('room:queue', JSON.stringify(all))", waits)
    emptied(page)
    assert notes(row) == ["after all"]


@pytest.mark.slow
def test_a_session_that_ended_leaves_the_room_as_it_is(
    page: Page, sign_in: SignIn, live_server: Any
) -> None:
    row = world.declared()
    sign_in(world.the("carl"), page)
    page.goto(row.get_absolute_url())
    expect(page.locator("#room[data-live]")).to_be_attached()
    page.context.clear_cookies()
    page.evaluate("htmx.trigger('#room-feed', 'room:look')")
    expect(page.locator("#room-offline")).to_contain_text("You are signed out")
    expect(page.locator("input[type=password]")).to_have_count(0)
    expect(page.locator("#room-feed")).to_be_attached()
