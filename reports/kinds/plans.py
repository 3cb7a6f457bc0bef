"""A version of a plan, and a response card, as reports: what paper shows, on the shelf.

Printed without a register of copies, so the card carries no code that says it is current.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from lib.pdf.part import Part
from plans.exporting.task_sheet import task_sheet
from plans.models import PlanVersion
from plans.printing.plan_pdf import card_pdf, plan_pdf
from reports.kinds.kind import Kind
from reports.models import Report
from reports.plan_choice import version_of

PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class Printed:
    version: PlanVersion
    day: date


class _OfPlan(Kind):
    """Laid out at once: the longest plan takes less than one slice of a worker."""

    @abstractmethod
    def content(self, report: Report, version: PlanVersion, language: str) -> bytes:
        """The PDF; `language` is en, zh-hans or both."""

    def read(self, report: Report, plan: Any) -> Printed:
        day = timezone.localdate() if plan is None else date.fromisoformat(plan["day"])
        return Printed(version_of(report.filters, reader=report.requested_by), day)

    def plan_of(self, subject: Printed) -> Any:
        return {"day": subject.day.isoformat()}

    def day_of(self, subject: Printed) -> date:
        return subject.day

    def pieces(self, subject: Printed) -> Sequence[Any]:
        return ()

    def part(self, subject: Printed, piece: Any, number: int) -> Part:
        raise NotImplementedError

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Printed,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        language = "both" if report.filters.get("bilingual") else report.language
        pulse()
        content = self.content(report, subject.version, language)
        out.write(content)
        return len(PAGE.findall(content))

    def workbook(self, report: Report, subject: Printed) -> bytes:
        return task_sheet(subject.version)


class PlanKind(_OfPlan):
    def title(self) -> str:
        return _("Plan")

    def content(self, report: Report, version: PlanVersion, language: str) -> bytes:
        return plan_pdf(version, language, at=report.created_at)


class CardKind(_OfPlan):
    def title(self) -> str:
        return _("Response card")

    def content(self, report: Report, version: PlanVersion, language: str) -> bytes:
        return card_pdf(version, report.filters["size"], language, at=report.created_at)
