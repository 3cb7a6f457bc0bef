"""What a page must be for everybody: accessible, and no wider than the screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import AXE

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"],
}


def accessibility_findings(page: Page) -> list[str]:
    """axe-core's serious and critical findings, one line each."""
    # Evaluated by the debugger, so the page's Content-Security-Policy stays untouched.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{found['id']}: {found['help']} at {node['target']} {node['html'][:120]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


def assert_accessible(page: Page) -> None:
    assert accessibility_findings(page) == []


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
