"""The three questions of every critical process, each answered by evidence with its age.

How long until it is back? How much data is lost? How does business go on meanwhile? What no
evidence stands behind is "not proven", however firmly somebody promised it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from bcm.links import link
from bia.gaps.row import GapRow
from bia.gaps.rows import worst
from bia.models import Assessment, AssessmentStatus, Dependency

SHOWN = 12


@dataclass(frozen=True)
class Workaround:
    """What is known of working without the systems; nothing of it is a measurement."""

    activation_s: int | None
    text: str
    tested: bool
    stated_at: datetime | None

    @property
    def stated(self) -> bool:
        return self.activation_s is not None or bool(self.text)

    @property
    def status(self) -> str:
        return "met" if self.stated and self.tested else "untested"


@dataclass(frozen=True)
class Answers:
    gap: GapRow
    workaround: Workaround
    url: str


def three_questions(user: User, at: datetime) -> tuple[list[Answers], int]:
    """The critical processes that hurt most, and how many critical ones there are."""
    everything = worst(user, at)
    critical = replace(everything, found=[one for one in everything.found if one.named.critical])
    shown = critical.rows(0, SHOWN)
    workarounds = _workarounds([row.subject.pk for row in shown])
    return [
        Answers(row, workarounds[row.subject.pk], link("bia:process_detail", row.subject.code))
        for row in shown
    ], len(critical.found)


def _workarounds(process_ids: list[int]) -> dict[int, Workaround]:
    """From the approved assessment's answers, else from the dependencies (two queries)."""
    stated: dict[int, tuple[int, datetime]] = {}
    edges = Dependency.objects.filter(
        dependent_process_id__in=process_ids, workaround_activation_s__isnull=False
    ).values_list("dependent_process_id", "workaround_activation_s", "updated_at")
    for process_id, activation_s, at in edges:
        if process_id not in stated or activation_s > stated[process_id][0]:
            stated[process_id] = (activation_s, at)
    approved = {
        one.process_id: one
        for one in Assessment.objects.filter(
            process_id__in=process_ids, status=AssessmentStatus.APPROVED
        ).only("process_id", "answers", "approved_at", "status")
    }
    return {one: _workaround(stated.get(one), approved.get(one)) for one in process_ids}


def _workaround(edge: tuple[int, datetime] | None, assessment: Assessment | None) -> Workaround:
    answers = (assessment.answers if assessment else None) or {}
    if answers.get("workaround_exists") is False:
        answers = {}
    text = str(answers.get("workaround", ""))
    activation_s = answers.get("workaround_activation_s")
    stated_at = assessment.approved_at if assessment and (text or activation_s) else None
    if activation_s is None and edge is not None:
        activation_s, edge_at = edge
        stated_at = stated_at or edge_at
    tested = bool(answers.get("workaround_tested"))
    return Workaround(activation_s, text, tested, stated_at)
