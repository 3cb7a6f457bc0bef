"""Rendering parts of a report, as the worker that holds it or as one that helps."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from accounts.models import Organisation
from lib.pdf.rendering import FontsMissing, require_chinese_fonts
from reports.kinds import Kind, kind_of
from reports.models import Report, ReportState
from reports.services import parts, queue

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def help_with(report: Report, *, go_on: Callable[[], bool], clock: Clock = timezone.now) -> int:
    """Render parts of a report that another worker holds, while `go_on`; answers how many.

    What goes wrong here costs an attempt of the part; the report's holder tells it in words.
    """
    try:
        with translation.override(report.language):
            zone = ZoneInfo(Organisation.current().timezone)
            with timezone.override(zone):
                return _help(report, go_on, clock)
    except queue.LeaseLost:
        log.info("report %s was deleted, cancelled or taken over", report.code)
    except FontsMissing:
        log.warning("report %s: no font with Chinese characters", report.code)
    except Exception:
        log.exception("report %s", report.code)
    return 0


def _help(report: Report, go_on: Callable[[], bool], clock: Clock) -> int:
    plan = queue.saved_plan(report)
    if plan is None:
        return 0
    require_chinese_fonts()
    kind = kind_of(report)
    subject = kind.read(report, plan)

    def still_wanted() -> bool:
        rows = Report.objects.filter(pk=report.pk, state=ReportState.RUNNING)
        return go_on() and rows.exists()

    return render_parts(report, kind, subject, kind.pieces(subject), clock, still_wanted)


def render_parts(
    report: Report, kind: Kind, subject: Any, pieces: Sequence[Any], clock: Clock,
    go_on: Callable[[], bool],
) -> int:  # fmt: skip
    """Claim, render and keep, until no part is free or `go_on` says no. Raises LeaseLost."""
    done = 0
    while go_on():
        claim = parts.claim_parts(report, most=kind.at_once(), at=clock())
        if claim is None:
            break
        try:
            kind.draw(subject, [pieces[number - 1] for number in claim.numbers])
            while claim.numbers and (go_on() or not done):
                number = claim.numbers[0]
                with _garbage_left():
                    part = kind.part(subject, pieces[number - 1], number)
                claim = parts.save_part(claim, number=number, content=part.to_bytes(), at=clock())
                done += 1
        except Exception:
            parts.give_back(claim)
            raise
        parts.give_back(claim)
    return done


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
