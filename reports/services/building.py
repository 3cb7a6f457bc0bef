"""Building what was asked for, piece by piece under the lease. Who claims: `reports.tasks`."""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.models import Organisation
from reports import bia_pdf
from reports.bia_xlsx import CONTENT_TYPE as XLSX
from reports.bia_xlsx import workbook
from reports.content.selection import Selection, plan_of, select
from reports.models import Report, ReportFormat
from reports.pdf.part import Part
from reports.pdf.rendering import FontsMissing, require_chinese_fonts
from reports.services import queue

log = logging.getLogger(__name__)
SLICE = timedelta(minutes=8)
PDF = "application/pdf"

FONTS = gettext_noop("No font with Chinese characters is installed on the server, so the report would show boxes. Install the package fonts-noto-cjk and ask for the report again.")  # fmt: skip  # noqa: E501
BROKEN = gettext_noop("The report could not be built because of an error in the program. The server's log tells more.")  # fmt: skip  # noqa: E501

Clock = Callable[[], datetime]


def build(report: Report, *, clock: Clock = timezone.now) -> bool:
    """Build a claimed report, at most for one slice. True when it is done or has failed.

    Never raises for what a report can cause: the report says why it failed.
    """
    try:
        with translation.override(report.language):
            return _build(report, clock)
    except queue.LeaseLost:
        log.info("report %s was deleted or taken over", report.code)
        return True
    except FontsMissing:
        return _close(lambda: queue.fail(report, error=FONTS, at=clock()))
    except Exception:
        log.exception("report %s", report.code)
        return _close(lambda: queue.retry_later(report, error=BROKEN, at=clock()))


def _close(step: Callable[[], None]) -> bool:
    try:
        step()
    except queue.LeaseLost:
        pass
    return True


def _build(report: Report, clock: Clock) -> bool:
    zone = ZoneInfo(Organisation.current().timezone)
    with timezone.override(zone):
        plan = queue.saved_plan(report)
        selection = select(report, plan)
        if plan is None:
            queue.save_plan(report, plan=plan_of(selection), at=clock())
        if report.format == ReportFormat.XLSX:
            content, content_type = workbook(report, selection), XLSX
        else:
            require_chinese_fonts()
            if not _parts_done(report, selection, clock):
                queue.hand_back(report, at=clock())
                return False
            content, content_type = _pdf(report, selection, clock), PDF
        queue.finish(
            report, content=content, content_type=content_type,
            name=file_name(report, selection), at=clock(),
        )  # fmt: skip
    return True


def _parts_done(report: Report, selection: Selection, clock: Clock) -> bool:
    """Render the parts that are missing; False when the slice is over before all are there."""
    ends = clock() + SLICE
    chunks = bia_pdf.chunks(selection.assessments)
    drawn = 0
    there = set(report.parts.filter(number__gt=0).values_list("number", flat=True))
    for number, chunk in enumerate(chunks, start=1):
        if number in there:
            continue
        if clock() >= ends:
            return False
        if (number - 1) * bia_pdf.PROCESSES_A_PART >= drawn:
            drawn = (number - 1) * bia_pdf.PROCESSES_A_PART + bia_pdf.CURVES_AT_ONCE
            bia_pdf.draw_curves(selection.assessments[drawn - bia_pdf.CURVES_AT_ONCE : drawn])
        with _garbage_left():
            part = bia_pdf.process_part(selection, chunk, number)
        progress = 2 + 88 * number // len(chunks)
        queue.save_part(
            report, number=number, content=part.to_bytes(), progress=progress, at=clock()
        )
    return True


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Laying out makes millions of short-lived objects; looking for cycles costs a tenth.

    They are collected once, when the part is laid out.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _pdf(report: Report, selection: Selection, clock: Clock) -> bytes:
    numbers = list(report.parts.filter(number__gt=0).values_list("number", flat=True))

    def parts() -> Iterator[Part]:
        for number in numbers:
            yield Part.from_bytes(bytes(report.parts.get(number=number).content))

    out = io.BytesIO()
    progress = iter(range(91, 99))
    bia_pdf.write(
        out, report, selection, parts, len(numbers),
        pulse=lambda: queue.renew(report, progress=next(progress, 98), at=clock()),
    )  # fmt: skip
    content = out.getvalue()
    out.close()
    return content


def file_name(report: Report, selection: Selection) -> str:
    """In the report's language: BIA report 2026-11-22.pdf / 业务影响分析报告…"""
    return f"{bia_pdf.title()} {selection.today:%Y-%m-%d}.{report.format}"
