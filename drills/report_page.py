"""What the page of an after-action report shows: texts, findings, facts, what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from drills import fact_rows
from drills.drill_charts import course_chart
from drills.facts import facts_of
from drills.models import AfterActionReport, Drill, DrillFinding, ObservationKind, ReportState
from drills.services.findings import suggested_action, unsettled
from drills.services.guards import unmet
from drills.services.reporting import TEXTS, parts_of, unmet_for_submission
from drills.services.rights import Rights, rights_of
from drills.verdict_words import verdict_tone, verdict_words
from lib.errors import Problem


@dataclass
class ReportPage:
    """One report as one person sees it. `facts` are the frozen ones once it is submitted."""

    drill: Drill
    report: AfterActionReport | None
    user: User
    at: datetime

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.drill, self.user)

    @cached_property
    def facts(self) -> dict[str, Any]:
        frozen = self.report.facts if self.report is not None else {}
        return frozen or facts_of(self.drill, self.at)

    @property
    def is_draft(self) -> bool:
        return self.report is not None and self.report.state == ReportState.DRAFT

    @property
    def may_write(self) -> bool:
        return (
            self.is_draft
            and self.drill.status in ("debrief", "reporting")
            and self.rights.may("report")
        )

    @property
    def may_submit(self) -> bool:
        return self.may_write and self.drill.status == "reporting"

    @property
    def may_approve(self) -> bool:
        report = self.report
        return (
            report is not None
            and report.state == ReportState.SUBMITTED
            and self.rights.may("approve")
        )

    @property
    def may_close(self) -> bool:
        return self.drill.status == "reporting" and self.rights.may("close")

    @cached_property
    def missing(self) -> list[Problem]:
        if self.report is None or not self.is_draft:
            return []
        return unmet_for_submission(self.drill, self.report)

    @cached_property
    def unmet(self) -> list[Problem]:
        """What stands in the way of archiving, once the report is approved."""
        if self.report is None or self.report.state != ReportState.APPROVED:
            return []
        if self.drill.status != "reporting":
            return []
        return unmet(self.drill, "close", by=None, at=self.at)

    @cached_property
    def may_sign(self) -> list[str]:
        report = self.report
        if report is None or report.state == ReportState.DRAFT:
            return []
        done = {
            one.part
            for one in self.signed
            if one.by_id == self.user.pk and one.digest == report.digest
        }
        return [one for one in parts_of(self.drill, self.user) if one not in done]

    @cached_property
    def signed(self) -> list[Any]:
        if self.report is None:
            return []
        return list(self.report.signed.select_related("by").order_by("at", "pk"))

    @cached_property
    def texts(self) -> list[tuple[str, Any, str]]:
        if self.report is None:
            return []
        fields = AfterActionReport._meta
        return [
            (name, fields.get_field(name).verbose_name, getattr(self.report, name))  # type: ignore[union-attr]
            for name in TEXTS
            if name != "too_easy_note" or self.report.too_easy_note
        ]

    @cached_property
    def findings(self) -> list[DrillFinding]:
        rows = self.drill.findings.select_related(
            "criterion", "action__owner", "plan", "change_request__plan"
        )
        return list(rows.order_by("pk"))

    @property
    def strengths(self) -> list[DrillFinding]:
        return [one for one in self.findings if one.kind == ObservationKind.STRENGTH]

    @property
    def improvements(self) -> list[tuple[DrillFinding, bool, str]]:
        """(finding, undecided, address of the form of a new action)."""
        return [
            (one, unsettled(one), self._new_action(one))
            for one in self.findings
            if one.kind == ObservationKind.IMPROVEMENT
        ]

    @property
    def verdict(self) -> Any:
        return verdict_words(self.facts["score"].get("verdict", ""))

    @property
    def tone(self) -> str:
        return verdict_tone(self.facts["score"].get("verdict", ""))

    @cached_property
    def chart(self) -> dict[str, Any] | None:
        return course_chart(self.facts)

    @cached_property
    def sections(self) -> dict[str, Any]:
        facts = self.facts
        return {
            "head": fact_rows.head(facts),
            "objectives": fact_rows.objectives(facts),
            "criteria": fact_rows.criteria(facts),
            "injects": fact_rows.injects(facts),
            "clocks": fact_rows.clocks(facts),
            "measured": fact_rows.measured(facts),
            "people": fact_rows.people(facts),
            "entries": fact_rows.entries(facts),
            "expectations": fact_rows.expectations(facts),
        }

    def _new_action(self, finding: DrillFinding) -> str:
        known = suggested_action(self.drill, finding)
        subject = (
            f"{known['subject_kind']}:{known['subject_code']}" if known["subject_kind"] else ""
        )
        query = {
            "source": "drill",
            "source_ref": f"{self.drill.code}:{finding.key}",
            "subject": subject,
            "title": known["title"],
            "finding": known["finding"][:500],
            "root_cause": known["root_cause"][:500],
        }
        return f"{reverse('followup:action_create')}?{urlencode(query)}"
