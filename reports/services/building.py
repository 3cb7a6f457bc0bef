"""Building what was asked for, piece by piece under the lease. Who claims: `reports.tasks`."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.models import Organisation
from lib.pdf.part import Part
from lib.pdf.rendering import FontsMissing, require_chinese_fonts
from reports.kinds import Kind, kind_of
from reports.models import Report, ReportFormat
from reports.services import parts, queue
from reports.services.sharing import Clock, render_parts

log = logging.getLogger(__name__)
SLICE = timedelta(minutes=8)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

FONTS = gettext_noop("No font with Chinese characters is installed on the server, so the report would show boxes. Install the package fonts-noto-cjk and ask for the report again.")  # fmt: skip  # noqa: E501
BROKEN = gettext_noop("The report could not be built because of an error in the program. The server's log tells more.")  # fmt: skip  # noqa: E501


def build(report: Report, *, clock: Clock = timezone.now) -> bool:
    """Build a claimed report, at most for one slice. True when it is done or has failed.

    Never raises for what a report can cause: the report says why it failed.
    """
    try:
        with translation.override(report.language):
            return _build(report, clock)
    except queue.LeaseLost:
        log.info("report %s was deleted, cancelled or taken over", report.code)
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
    kind = kind_of(report)
    with timezone.override(zone):
        plan = queue.saved_plan(report)
        subject = kind.read(report, plan)
        if plan is None:
            queue.save_plan(report, plan=kind.plan_of(subject), at=clock())
        if report.format == ReportFormat.ZIP:
            if kind.zip_in_parts:
                require_chinese_fonts()
                if not _parts_done(report, kind, subject, clock):
                    return False
            _archive(report, subject, clock)
            return True
        pages = None
        if report.format == ReportFormat.XLSX:
            content, content_type = kind.workbook(report, subject), XLSX
        else:
            require_chinese_fonts()
            if not _parts_done(report, kind, subject, clock):
                return False
            (content, pages), content_type = _pdf(report, subject, clock), PDF
        queue.finish(
            report, content=content, content_type=content_type,
            name=file_name(report, subject), at=clock(), pages=pages,
        )  # fmt: skip
    return True


def _parts_done(report: Report, kind: Kind, subject: Any, clock: Clock) -> bool:
    """Render what nobody else does; False when the slice is over or others are not done yet."""
    ends = clock() + SLICE
    pieces = kind.pieces(subject)
    parts.lay_out(report, count=len(pieces), at=clock())

    def still_mine() -> bool:
        queue.renew(report, at=clock())
        return clock() < ends

    render_parts(report, kind, subject, pieces, clock, still_mine)
    if parts.are_done(report):
        return True
    if clock() >= ends:
        queue.hand_back(report, at=clock())
    else:
        queue.leave_to_others(report, at=clock())
    return False


def _archive(report: Report, subject: Any, clock: Clock) -> None:
    """A file that may be larger than memory; its last step is stored with it or not at all."""
    progress = iter(range(2, 98))
    with tempfile.TemporaryFile() as out:
        close = kind_of(report).archive(
            out, report, subject,
            pulse=lambda: queue.renew(report, progress=next(progress, 98), at=clock()),
        )  # fmt: skip
        with transaction.atomic():
            close(clock())
            out.seek(0)
            queue.finish(
                report, content=out, content_type=ZIP, name=file_name(report, subject), at=clock()
            )


def _pdf(report: Report, subject: Any, clock: Clock) -> tuple[bytes, int]:
    numbers = list(report.parts.filter(number__gt=0).values_list("number", flat=True))

    def kept() -> Iterator[Part]:
        for number in numbers:
            yield Part.from_bytes(bytes(report.parts.get(number=number).content or b""))

    out = io.BytesIO()
    progress = iter(range(91, 99))
    pages = kind_of(report).write(
        out, report, subject, kept, len(numbers),
        pulse=lambda: queue.renew(report, progress=next(progress, 98), at=clock()),
    )  # fmt: skip
    content = out.getvalue()
    out.close()
    return content, pages


def file_name(report: Report, subject: Any) -> str:
    """In the report's language: BIA report 2026-11-22.pdf / 业务影响分析报告…"""
    kind = kind_of(report)
    return f"{kind.title()} {kind.day_of(subject):%Y-%m-%d}.{report.format}"
