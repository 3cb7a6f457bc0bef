"""A version of a plan, and a response card, as reports: what paper shows, on the shelf.

Printed without a register of copies, so the card carries no code that says it is current.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from lib.errors import Problem
from lib.pdf.part import Part
from plans.exporting.task_sheet import task_sheet
from plans.models import PlanVersion
from plans.printing.plan_pdf import card_pdf, plan_pdf
from reports.filters.known import BILINGUAL, INCIDENT, PLAN, SIZE, VERSION
from reports.incident_choice import incident_problems, incident_scope
from reports.kinds.kind import Group, Kind
from reports.models import Report, ReportFormat, ReportKind, ReportVariant
from reports.past import moment_of
from reports.plan_choice import fix_version, plan_scope, version_of

PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class Printed:
    version: PlanVersion
    day: date


class _OfPlan(Kind):
    """Laid out at once: the longest plan takes less than one slice of a worker.

    It comes as it is printed, so for reading only.
    """

    group = Group.PLANS
    permission = "plan.view"
    variants = (ReportVariant.READING,)
    sight = ("plan.view_restricted",)

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        """Puts the version that is in force at that moment into `wanted`."""
        return fix_version(self.kind, wanted, by=by, as_of=as_of, at=at)

    def scope(self, filters: dict[str, Any]) -> str:
        return plan_scope(filters)

    @property
    @abstractmethod
    def kind(self) -> str:
        """The value of `ReportKind`."""

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
        with moment_of(report):
            content = self.content(report, subject.version, language)
        out.write(content)
        return len(PAGE.findall(content))

    def workbook(self, report: Report, subject: Printed) -> bytes:
        with moment_of(report):
            return task_sheet(subject.version)


class PlanKind(_OfPlan):
    purpose = _("A version of a plan as it was signed: chapters, tasks, calls, approvals.")
    readers = _("Teams that recover, auditors")
    filters = (PLAN, VERSION, BILINGUAL)
    kind = ReportKind.PLAN.value

    def title(self) -> str:
        return gettext("Plan")

    def content(self, report: Report, version: PlanVersion, language: str) -> bytes:
        return plan_pdf(version, language, at=report.created_at)


class CardKind(_OfPlan):
    purpose = _("The first steps and numbers on one card, of a plan or of an incident that runs.")
    readers = _("Whoever is called first")
    formats = (ReportFormat.PDF,)
    filters = (PLAN, VERSION, SIZE, INCIDENT, BILINGUAL)
    kind = ReportKind.CARD.value
    scheduled = False

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        if "incident" not in wanted:
            return super().problems(wanted, by=by, as_of=as_of, at=at)
        require(by, "incident.view")
        return incident_problems(self.kind, wanted, by=by, as_of=as_of)

    def scope(self, filters: dict[str, Any]) -> str:
        return incident_scope(filters) if "incident" in filters else plan_scope(filters)

    def title(self) -> str:
        return gettext("Response card")

    def content(self, report: Report, version: PlanVersion, language: str) -> bytes:
        return card_pdf(version, report.filters["size"], language, at=report.created_at)
