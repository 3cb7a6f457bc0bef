"""The BIA report as a PDF: the order of its chapters, contents and bookmarks.

Parts of processes come first, because only they know how long they are; then the front is set
with the page numbers that follow from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.models import Assessment
from lib.pdf.attachment import Attachment
from lib.pdf.joining import Bookmark, join
from lib.pdf.part import Part
from reports.chapters.curve import draw_curves
from reports.chapters.frame import title
from reports.chapters.front import Line, front_part
from reports.chapters.method import method_part
from reports.chapters.page_numbers import page_numbers
from reports.chapters.process import process_part
from reports.chapters.summary import summary_part
from reports.content.selection import Selection
from reports.models import Report

__all__ = ["chunks", "draw_curves", "process_part", "title", "write"]

PROCESSES_A_PART = 20
CURVES_AT_ONCE = 60


def chunks(assessments: Sequence[Assessment]) -> list[list[Assessment]]:
    """What goes into one part; at least one process each."""
    step = PROCESSES_A_PART
    return [list(assessments[at : at + step]) for at in range(0, len(assessments), step)]


def write(
    out: BinaryIO,
    report: Report,
    selection: Selection,
    parts: Callable[[], Iterable[Part]],
    part_count: int,
    pulse: Callable[[], None] = lambda: None,
    *,
    attachments: Sequence[Attachment] | None = None,
) -> int:
    """The finished PDF out of the parts of processes; answers the number of pages.

    `parts` is called twice, so that no two parts are in memory at once; `pulse` between steps.
    With `attachments`, be they none, it is one for the archive.
    """
    lengths, starts = [], []
    for part in parts():
        pages = {anchor: part.page_of(anchor) for anchor, _name in part.note["sheets"]}
        starts.append((pages, part.note["sheets"]))
        lengths.append(part.page_count)
    pulse()
    method = method_part(selection, part_count + 1)
    summary = summary_part(selection, part_count + 2)
    pulse()

    def lines(front_pages: int) -> list[Line]:
        at = front_pages + 1
        found = [
            Line("summary", _("Summary"), at, major=True),
            Line("approvals", _("Objectives and approvals"), at + summary.page_of("approvals"),
                 major=True),
        ]  # fmt: skip
        at += summary.page_count
        for (pages, sheets), length in zip(starts, lengths, strict=True):
            found += [Line(anchor, name, at + pages[anchor]) for anchor, name in sheets]
            at += length
        return [*found, Line("method", _("Method"), at, major=True)]

    front_pages, front = 0, None
    while front is None or front.page_count != front_pages:
        front_pages = front.page_count if front else 2 + len(selection.assessments) // 42
        front = front_part(report, selection, lines(front_pages), part_count + 3)
        pulse()
    toc = lines(front.page_count)
    total = front.page_count + summary.page_count + sum(lengths) + method.page_count

    def all_parts() -> Iterable[Part]:
        yield from (front, summary)
        yield from parts()
        yield method

    overlay = page_numbers(total)
    pulse()
    count = join(
        out, all_parts(), stamps=overlay, bookmarks=_bookmarks(toc), title=title(),
        language=get_language() or "en", made_at=report.created_at, attachments=attachments,
    )  # fmt: skip
    assert count == total
    return count


def _bookmarks(toc: list[Line]) -> list[Bookmark]:
    processes = tuple(Bookmark(line.title, line.anchor) for line in toc if not line.major)
    marks = [Bookmark(title(), "cover"), Bookmark(_("Contents"), "contents")]
    marks += [Bookmark(line.title, line.anchor) for line in toc[:2]]
    if processes:
        marks.append(Bookmark(_("Processes"), processes[0].anchor, processes))
    return [*marks, Bookmark(toc[-1].title, toc[-1].anchor)]
