"""Every page an administrator can reach: no error, no complaint, no sideways scrolling.

The pages are found, not listed: all of the menu, then whatever their tables and buttons lead
to, each kind of page (URL name) once. What no link leads to stands in EXTRA.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
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

LINKS = """() => [...document.querySelectorAll(
  'main .page-actions a, main .data-table tbody tr:first-child a,' +
  'main .tabs a, main .card-header a, main .empty-state a'
)].filter((a) => !a.hasAttribute('download')).map((a) => a.getAttribute('href'))"""

# Desktop and phone, light and dark, English and Chinese, each pair together at least once.
# The last two looks stay on the menu's pages.
LOOKS = [
    (1440, "light", "en", True),
    (360, "dark", "zh-hans", True),
    pytest.param(1440, "dark", "zh-hans", False, marks=pytest.mark.slow),
    pytest.param(360, "light", "en", False, marks=pytest.mark.slow),
]


def _kind(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme", "language", "follow"), LOOKS)
def test_every_page_is_sound(
    width: int, scheme: str, language: str, follow: bool,
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., None],
) -> None:  # fmt: skip
    sample_of_today("aftersales")
    person = factories.user("visitor", "administrator", "continuity_manager", language=language)
    _what_if(person)
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    sign_in(person, page)
    complaints = Complaints()
    complaints.watch(page)

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
        wrong += [f"{path} ({kind}): {text}" for text in _look(page, path, width, language)]
        here = urlsplit(page.url).path
        if follow:
            waiting += [_joined(here, href) for href in page.evaluate(LINKS) if href]
    found = "\n".join(wrong + complaints)
    assert found == "", found


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


def _look(page: Page, path: str, width: int, language: str) -> list[str]:
    answer = page.goto(path, wait_until="load")
    if answer is None or answer.status != 200:
        return [f"status {answer and answer.status}"]
    if "text/html" not in answer.headers.get("content-type", ""):
        return []
    found = accessibility_findings(page)
    if width < 400 and overflow(page) > 0:
        found.append(f"{overflow(page)} px wider than the screen")
    if page.evaluate("document.documentElement.lang") != language:
        found.append("not in the reader's language")
    return found
