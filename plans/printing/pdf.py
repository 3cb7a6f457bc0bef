"""HTML to the bytes of one tagged PDF, and the largest type that still fits the pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from lib.pdf.joining import Bookmark, join
from lib.pdf.part import Part
from lib.pdf.rendering import pages_of, render, require_chinese_fonts

HERE = Path(__file__).parent
SIZES = (1.3, 1.22, 1.15, 1.08, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)


class TooLong(ValueError):
    """What should be on one page does not fit it even in the smallest type."""


@lru_cache(maxsize=4)
def css(name: str) -> str:
    return (HERE / f"{name}.css").read_text(encoding="utf-8")


def whole(
    html: str, style: str, *, title: str, language: str, bookmarks: list[Bookmark] | None = None
) -> bytes:
    require_chinese_fonts()
    return _file(render(html, css(style)), title, language, bookmarks or [])


def size_that_fits(html_at: Callable[[float], str], style: str, *, pages: int, title: str) -> float:
    """The largest of SIZES at which `html_at(size)` has at most `pages` pages. Raises TooLong."""
    low, high, best = 0, len(SIZES) - 1, 0.0
    while low <= high:
        middle = (low + high) // 2
        if pages_of(html_at(SIZES[middle]), css(style)) <= pages:
            best, high = SIZES[middle], middle - 1
        else:
            low = middle + 1
    if not best:
        raise TooLong(title)
    return best


def _file(part: Part, title: str, language: str, bookmarks: list[Bookmark]) -> bytes:
    out = io.BytesIO()
    join(out, [part], title=title, language=language, bookmarks=bookmarks)
    return out.getvalue()
