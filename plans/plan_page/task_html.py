"""Parts of a task that many tasks of a plan share, as HTML made once."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from plans.plan_page.names import Named


@lru_cache(maxsize=1024)
def doer(role: Named | None, holder: str) -> SafeString:
    """A role, linked where there is a page, and the name of who holds it first; "" for none."""
    if role is None:
        return SafeString("")
    held = format_html(' <span class="quiet">{}</span>', holder) if holder else ""
    return format_html(
        '<span class="plan-task-role">{}{}</span>', linked(role.name, role.url), held
    )


@lru_cache(maxsize=1024)
def marks(facts: tuple[tuple[str, str, str], ...]) -> SafeString:
    """Each of style, words and address; the first and the last may be ""."""
    rows = (
        (format_html(' class="{}"', css) if css else "", linked(words, url))
        for css, words, url in facts
    )
    return format_html_join("", "<span{}>{}</span>", rows)


@lru_cache(maxsize=1024)
def numbers_linked(numbers: tuple[int, ...]) -> SafeString:
    """Numbers of tasks, each leading to its task."""
    return format_html_join(", ", '<a href="#task-{}">{}</a>', ((n, n) for n in numbers))


def linked(words: str, url: str) -> SafeString:
    if not url:
        return format_html("{}", words)
    return format_html('<a href="{}">{}</a>', url, words)
