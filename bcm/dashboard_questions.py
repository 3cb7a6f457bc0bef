"""The three questions of every critical process, each answered by evidence with its age.

How long until it is back? How much data is lost? How does business go on meanwhile? What no
evidence stands behind is "not proven", however firmly somebody promised it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import Organisation, User
from bcm.links import link
from bia.analysis.stored import Stored
from bia.gaps.restorable import Ask
from bia.gaps.row import GapRow
from bia.gaps.rows import worst
from bia.models import Assessment, AssessmentStatus, Dependency
from lib.asked_together import Reading, instant

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


def three_questions(
    user: User,
    at: datetime,
    now: Stored,
    *,
    backups: Ask | None = None,
    processes: Iterable[int] | None = None,
) -> tuple[list[Answers], int]:
    """The critical processes that hurt most, and how many critical ones there are.

    Two queries beside those of the analysis `now`. `backups` answers what could be restored;
    `processes` are those of who sees a part of the register.
    """
    everything = worst(user, at, now=now, processes=processes)
    critical = replace(everything, found=[one for one in everything.found if one.named.critical])
    shown = critical.rows(0, SHOWN, backups=backups)
    workarounds = _workarounds([row.subject.pk for row in shown])
    return [
        Answers(row, workarounds[row.subject.pk], link("bia:process_detail", row.subject.code))
        for row in shown
    ], len(critical.found)


def _workarounds(process_ids: list[int]) -> dict[int, Workaround]:
    """From the approved assessment's answers, else from the dependencies (one query)."""
    if not process_ids:
        return {}
    reading = Reading(Organisation.objects.filter(pk=1))
    edges = reading.rows(
        Dependency.objects.filter(
            dependent_process_id__in=process_ids, workaround_activation_s__isnull=False
        ),
        None, process="dependent_process_id", activation_s="workaround_activation_s",
        at="updated_at",
    )  # fmt: skip
    approved = reading.rows(
        Assessment.objects.filter(
            process_id__in=process_ids, status=AssessmentStatus.APPROVED
        ),
        None, process="process_id", answers="answers", at="approved_at",
    )  # fmt: skip
    reading.read()
    stated: dict[int, Mapping[str, Any]] = {}
    for edge in edges.of:
        known = stated.get(edge["process"])
        if known is None or edge["activation_s"] > known["activation_s"]:
            stated[edge["process"]] = edge
    assessed = {one["process"]: one for one in approved.of}
    return {one: _workaround(stated.get(one), assessed.get(one)) for one in process_ids}


def _workaround(edge: Mapping[str, Any] | None, assessment: Mapping[str, Any] | None) -> Workaround:
    answers = (assessment["answers"] if assessment else None) or {}
    if answers.get("workaround_exists") is False:
        answers = {}
    text = str(answers.get("workaround", ""))
    activation_s = answers.get("workaround_activation_s")
    stated_at = instant(assessment["at"]) if assessment and (text or activation_s) else None
    if activation_s is None and edge is not None:
        activation_s = edge["activation_s"]
        stated_at = stated_at or instant(edge["at"])
    tested = bool(answers.get("workaround_tested"))
    return Workaround(activation_s, text, tested, stated_at)
