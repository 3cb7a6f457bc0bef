"""HTML to parts, and the small things around it: fonts, page-number stamps."""

from __future__ import annotations

import gc
import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import pydyf
from django.utils.html import escape

from lib.pdf.part import Part, capture

# WeasyPrint takes a second to load: by whoever prints first, not by every process that might.
if TYPE_CHECKING:
    import weasyprint
    from weasyprint.urls import URLFetcher

OPTIONS = {"pdf_variant": "pdf/ua-1", "uncompressed_pdf": False}
FONT_PACKAGE = "fonts-noto-cjk"
STAMPS_AT_ONCE = 200


class FontsMissing(RuntimeError):
    """The machine has no font with Chinese glyphs: a report would show boxes."""


class _Taken(Exception):
    def __init__(self, part: Part):
        self.part = part


def _data_only() -> URLFetcher:
    """A document is complete in itself: nothing from the disk, nothing from the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


@lru_cache(maxsize=4)
def _sheet(css: str) -> weasyprint.CSS:
    import weasyprint

    return weasyprint.CSS(string=css)


def render(html: str, css: str, number: int = 0, *, tagged: bool = True) -> Part:
    """One part of a document; nothing is fetched but `data:` addresses."""
    with _uncollected():
        return _render(html, css, number, tagged)


def pages_of(html: str, css: str) -> int:
    """How many pages `render` would make: laid out, but no font is embedded and nothing written."""
    with _uncollected():
        return len(_laid_out(html, css).pages)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic collector: a document is one big live graph, and looking through it
    again and again would take a quarter of the time. It is collected once, at the end."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.collect()


def _laid_out(html: str, css: str) -> weasyprint.Document:
    import weasyprint

    page = weasyprint.HTML(string=html, url_fetcher=_data_only())
    return page.render(stylesheets=[_sheet(css)])


def _render(html: str, css: str, number: int, tagged: bool) -> Part:
    document = _laid_out(html, css)

    def take(_document: object, pdf: pydyf.PDF) -> None:
        raise _Taken(capture(pdf, number))  # before WeasyPrint writes what is written later

    try:
        document.write_pdf(io.BytesIO(), finisher=take, **(OPTIONS if tagged else {}))
    except _Taken as taken:
        return taken.part
    raise AssertionError("WeasyPrint did not call its finisher")


def stamps(texts: list[str], language: str, css: str) -> Part:
    """One page for each text (“Page 3 of 40”), to be drawn over the page of that number."""
    body = "".join(f"<p><span>{escape(text)}</span></p>" for text in texts)
    return render(f'<html lang="{language}"><body class="stamps">{body}</body></html>', css,
                  tagged=False)  # fmt: skip


@lru_cache(maxsize=1)
def _chinese_fonts() -> str:
    if shutil.which("fc-list") is None:
        return "unknown"
    done = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def require_chinese_fonts() -> None:
    """Raises FontsMissing, naming the package to install."""
    if not _chinese_fonts():
        _chinese_fonts.cache_clear()  # so that installing them is enough
        raise FontsMissing(FONT_PACKAGE)
