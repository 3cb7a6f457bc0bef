"""Every page an administrator can reach: no error, no complaint, no sideways scrolling.

The pages are found, not listed: all of the menu, then whatever their tables and buttons lead
to, each kind of page (URL name) once. What no link leads to stands in EXTRA. That is slow, so of
the many a few that differ most are looked at in every run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from bcm.navigation import account_links, page_names
from bia.models import System
from bia.services.scenarios import create_scenario
from tests import factories
from tests.bia.sample_loaded import sample_of_today
from tests.browser.conftest import Complaints
from tests.browser.looking import accessibility_findings, overflow

# (URL name, keyword arguments) of pages that no button or table leads to.
EXTRA: list[tuple[str, dict[str, Any]]] = [
    ("gallery", {}), ("gallery_list", {}), ("gallery_form", {}), ("gallery_confirm", {}),
    ("gallery_conflict", {}), ("gallery_charts", {}), ("gallery_error", {"code": 404}),
]  # fmt: skip

# Those that differ most from each other, each in one look.
DIFFERENT = [
    "/", "/processes/road-rescue/edit/", "/map/", "/gaps/", "/actions/board/", "/calendar/",
    "/plans/response-card/", "/incidents/declare/", "/drills/calendar/", "/drills/coverage/",
]  # fmt: skip

LINKS = """() => [...document.querySelectorAll(
  'main .page-actions a, main .data-table tbody tr:first-child a,' +
  'main .tabs a, main .card-header a, main .empty-state a'
)].filter((a) => !a.hasAttribute('download')).map((a) => a.getAttribute('href'))"""


@dataclass(frozen=True)
class Look:
    """How a reader sees the pages."""

    width: int
    scheme: Literal["light", "dark"]
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{self.language}"


DESKTOP, PHONE = Look(1440, "light", "en"), Look(360, "dark", "zh-hans")
# Looks, and whether links are followed; else only the pages of the menu are looked at.
LOOKS = [
    (DESKTOP, True),
    (PHONE, True),
    (Look(1440, "dark", "zh-hans"), False),
    (Look(360, "light", "en"), False),
]


def _kind(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.fixture
def opened(
    transactional_db: None,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    complaints: Complaints,
) -> Callable[[Look], Page]:
    """`opened(look)`: a page of somebody who may see everything of the sample."""
    sample_of_today("aftersales")

    def page_in(look: Look) -> Page:
        roles, speaks = ("administrator", "continuity_manager"), {"language": look.language}
        person = factories.user(f"visitor-{look}", *roles, **speaks)
        size = {"width": look.width, "height": 800}
        page = new_context(viewport=size, color_scheme=look.scheme).new_page()
        sign_in(person, page)
        complaints.watch(page)
        return page

    return page_in


def test_pages_that_differ_most_are_sound(opened: Callable[[Look], Page]) -> None:
    desktop, phone = (opened(DESKTOP), DESKTOP), (opened(PHONE), PHONE)
    wrong = [
        f"{path} ({look}): {text}"
        for path, (page, look) in zip(DIFFERENT, cycle([desktop, phone]), strict=False)
        for text in _found(page, path, look)
    ]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(("look", "follow"), LOOKS, ids=str)
def test_every_page_is_sound(look: Look, follow: bool, opened: Callable[[Look], Page]) -> None:
    page = opened(look)
    _what_if(User.objects.get(username=f"visitor-{look}"))

    waiting = [reverse(name) for name in page_names()]
    waiting += [link["url"] for link in account_links()]
    waiting += [reverse(name, kwargs=kwargs) for name, kwargs in EXTRA]
    wrong, seen = [], set()
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if not kind or kind in seen:
            continue
        seen.add(kind)
        wrong += [f"{path} ({kind}): {text}" for text in _found(page, path, look)]
        here = urlsplit(page.url).path
        if follow:
            waiting += [_joined(here, href) for href in page.evaluate(LINKS) if href]
    assert wrong == []


def _what_if(person: User) -> None:
    """A question and a variant of it: the sample has none."""
    given: dict[str, Any] = {"by": person, "at": timezone.now()}
    failed = [f"system:{System.objects.earliest('code').code}"]
    first = create_scenario(name="One fails", inputs={"failed": failed}, **given)
    create_scenario(
        name="Two teams", inputs={"failed": failed, "teams": 2}, variant_of=first, **given
    )


def _joined(here: str, href: str) -> str:
    if href.startswith("?"):
        return here + href
    return href if href.startswith("/") else ""


def _found(page: Page, path: str, look: Look) -> list[str]:
    answer = page.goto(path, wait_until="load")
    if answer is None or answer.status != 200:
        return [f"status {answer and answer.status}"]
    if "text/html" not in answer.headers.get("content-type", ""):
        return []
    found = accessibility_findings(page)
    if look.width < 400 and overflow(page) > 0:
        found.append(f"{overflow(page)} px wider than the screen")
    if page.evaluate("document.documentElement.lang") != look.language:
        found.append("not in the reader's language")
    return found
