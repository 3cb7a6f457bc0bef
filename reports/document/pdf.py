"""A document as a PDF: pieces of chapters first, then cover and contents with their pages."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.charts import draw_ahead, svg
from lib.pdf.attachment import Attachment
from lib.pdf.joining import Bookmark, join
from lib.pdf.part import Part
from lib.pdf.rendering import render
from reports.chapters.frame import css
from reports.chapters.front import Line
from reports.chapters.page_numbers import page_numbers
from reports.content.words import day_words, instant_words
from reports.cover_code import cover_code
from reports.document.blocks import Block, Chapter, Document, Heading, Picture, Table
from reports.document.cells import RIGHT, cell_words
from reports.models import Report

ROWS_A_PART = 200
PICTURES_A_PART = 6
LINES_A_PAGE = 42


def pieces(document: Document) -> list[Chapter]:
    """Chapters cut where they get long; what goes on has the title "" and no anchor."""
    found = []
    for chapter in document.chapters:
        for at, blocks in enumerate(_cut(chapter.blocks)):
            found.append(Chapter(chapter.anchor if at == 0 else "", chapter.title, blocks))
    return found


def _cut(blocks: Sequence[Block]) -> list[list[Block]]:
    """Pieces of at most so many rows and pictures; a heading stays with what it heads."""
    cut: list[list[Block]] = [[]]
    rows = pictures = 0
    for block in _slices(blocks):
        size = len(block.rows) if isinstance(block, Table) else 0
        drawn = isinstance(block, Picture)
        if cut[-1] and (rows + size > ROWS_A_PART or pictures + drawn > PICTURES_A_PART):
            moved = [cut[-1].pop()] if isinstance(cut[-1][-1], Heading) else []
            if not cut[-1]:
                cut.pop()
            cut.append(moved)
            rows = pictures = 0
        rows, pictures = rows + size, pictures + drawn
        cut[-1].append(block)
    return cut


def _slices(blocks: Sequence[Block]) -> Iterable[Block]:
    for block in blocks:
        if isinstance(block, Table) and not block.printed:
            continue
        if not isinstance(block, Table) or len(block.rows) <= ROWS_A_PART:
            yield block
            continue
        for at in range(0, len(block.rows), ROWS_A_PART):
            yield replace(block, rows=block.rows[at : at + ROWS_A_PART])


def draw(some: Sequence[Chapter]) -> None:
    """Draw all pictures of these pieces at once."""
    for width in {one.width for one in _pictures(some)}:
        draw_ahead([one.spec for one in _pictures(some) if one.width == width], width=width)


def _pictures(some: Sequence[Chapter]) -> Iterable[Picture]:
    return (one for piece in some for one in piece.blocks if isinstance(one, Picture))


def part(document: Document, piece: Chapter, number: int) -> Part:
    zone = ZoneInfo(document.zone)
    context = _frame(document) | {
        "anchor": piece.anchor,
        "chapter": piece.title,
        "blocks": [_shown(block, zone) for block in piece.blocks],
    }
    made = render(render_to_string("reports/pdf/document.html", context), css(), number)
    lines = [[piece.anchor, piece.title, True]] if piece.anchor else []
    for block in piece.blocks:
        if isinstance(block, Heading) and block.anchor:
            lines.append([block.anchor, block.text, False])
    made.note = {"lines": lines}
    return made


def _frame(document: Document) -> dict[str, Any]:
    zone = ZoneInfo(document.zone)
    day = instant_words(datetime.fromisoformat(document.at), zone)
    foot = _("%(title)s · as of %(day)s") % {"title": document.title, "day": day}
    return {
        "language": get_language(),
        "title": document.title,
        "organisation": {"name": document.organisation},
        "sample": document.sample,
        "watermark": document.watermark,
        "foot": foot + (_(" · sample data") if document.sample else ""),
        "subject": _("As of %(day)s") % {"day": day},
    }


def _shown(block: Block, zone: ZoneInfo) -> dict[str, Any]:
    """What the template prints of a block."""
    found: dict[str, Any] = {"type": type(block).__name__.lower(), "block": block}
    if isinstance(block, Picture):
        drawn = base64.b64encode(svg(block.spec, width=block.width).encode()).decode()
        found["source"] = f"data:image/svg+xml;base64,{drawn}"
    elif isinstance(block, Table):
        found |= _table(block, zone)
    elif found["type"] == "tiles":
        rows = [
            {"tile": one, "figure": cell_words(one.value, one.kind, zone)}
            for one in block.tiles  # type: ignore[union-attr]
        ]
        found["rows"] = [rows[at : at + 4] for at in range(0, len(rows), 4)]
    return found


def _table(block: Table, zone: ZoneInfo) -> dict[str, Any]:
    beside = [at for at, one in enumerate(block.columns) if not one.below]
    below = [at for at, one in enumerate(block.columns) if one.below]
    whole = sum(block.columns[at].width for at in beside)
    return {
        "head": [
            {
                "title": block.columns[at].title,
                "share": f"{block.columns[at].width / whole:.2%}",
                "right": block.columns[at].kind in RIGHT,
            }
            for at in beside
        ],
        "rows": [
            {
                "cells": [
                    {
                        "words": cell_words(row[at], block.columns[at].kind, zone),
                        "right": block.columns[at].kind in RIGHT,
                        "status": row[at] if block.columns[at].kind == "status" else "",
                    }
                    for at in beside
                ],
                "notes": [
                    (
                        "" if block.columns[at].bare else block.columns[at].title,
                        cell_words(row[at], block.columns[at].kind, zone),
                    )
                    for at in below
                    if row[at] not in (None, "")
                ],
            }
            for row in block.rows
        ],
        "span": len(beside),
    }


def write(
    out: BinaryIO,
    report: Report,
    document: Document,
    parts: Callable[[], Iterable[Part]],
    part_count: int,
    pulse: Callable[[], None] = lambda: None,
    *,
    attachments: Sequence[Attachment] | None = None,
) -> int:
    """The finished PDF; answers the number of pages. `parts` is called twice.

    With `attachments`, be they none, it is one for the archive.
    """
    lengths: list[int] = []
    found: list[tuple[str, str, int, bool]] = []
    for one in parts():
        before = sum(lengths)
        found += [
            (anchor, words, before + one.page_of(anchor), major)
            for anchor, words, major in one.note["lines"]
        ]
        lengths.append(one.page_count)
    pulse()

    def lines(front_pages: int) -> list[Line]:
        return [
            Line(anchor, words, front_pages + 1 + page, major=major)
            for anchor, words, page, major in found
        ]

    front_pages, front = 0, None
    while front is None or front.page_count != front_pages:
        front_pages = front.page_count if front else 2 + len(found) // LINES_A_PAGE
        front = _front(report, document, lines(front_pages), part_count + 1)
        pulse()
    total = front.page_count + sum(lengths)

    def all_parts() -> Iterable[Part]:
        yield front
        yield from parts()

    overlay = page_numbers(total)
    pulse()
    count = join(
        out, all_parts(), stamps=overlay, bookmarks=_bookmarks(document, lines(front_pages)),
        title=document.title, language=get_language() or "en", made_at=report.created_at,
        attachments=attachments,
    )  # fmt: skip
    assert count == total
    return count


def _front(report: Report, document: Document, toc: list[Line], number: int) -> Part:
    zone = ZoneInfo(document.zone)
    at = datetime.fromisoformat(document.at)
    context = _frame(document) | {
        "report": report,
        "as_of_words": day_words(at.astimezone(zone).date()),
        "facts": document.facts,
        "digest_label": _("Digest of the analysis"),
        "digest": document.digest,
        "digest_words": document.digest_words,
        "prepared_words": instant_words(report.created_at, zone),
        "requested_by": str(report.requested_by),
        "verify": cover_code(report.code),
        "toc": toc,
    }
    return render(render_to_string("reports/pdf/front.html", context), css(), number)


def _bookmarks(document: Document, toc: list[Line]) -> list[Bookmark]:
    marks = [Bookmark(document.title, "cover"), Bookmark(_("Contents"), "contents")]
    for line in toc:
        own = Bookmark(line.title, line.anchor)
        if line.major:
            marks.append(own)
        else:
            last = marks.pop()
            marks.append(replace(last, children=(*last.children, own)))
    return marks
