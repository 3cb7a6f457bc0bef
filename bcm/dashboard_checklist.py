"""The guided first steps: each is done when the data says so, never because it was clicked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.models import Department, Organisation, User
from bcm.links import link
from bia.models import Assessment, AssessmentStatus, Dependency, Process, System
from lib.asked_together import Answer, Later, Reading
from reports.models import Report


@dataclass(frozen=True)
class Step:
    words: str
    why: str
    url: str
    done: bool


def first_steps(reading: Reading, user: User, organisation: Organisation) -> Later:
    """For those who set up or run the programme; empty once everything is done."""
    if not (may(user, "organisation.change") or may(user, "assessment.approve")):
        return list
    facts = _facts(reading)
    return lambda: _steps({name: answer.of for name, answer in facts.items()}, organisation)


def _steps(done: Mapping[str, bool], organisation: Organisation) -> list[Step]:
    steps = [
        Step(
            _("Name the organisation"),
            _("Currency, zone and the MTD policy decide how figures are shown and derived."),
            link("accounts:organisation"),
            bool(organisation.name),
        ),
        Step(
            _("Draw the departments"),
            _("A process owner sees the processes of their departments."),
            link("accounts:department_list"),
            done["departments"],
        ),
        Step(
            _("Invite the colleagues"),
            _("An assessment is approved by somebody else than its author."),
            link("accounts:user_list"),
            done["users"],
        ),
        Step(
            _("List the processes and mark the critical ones"),
            _("By hand, or a whole table at once by import."),
            link("bia:process_list"),
            done["processes"],
        ),
        Step(
            _("State what they hang on"),
            _("Systems and dependencies make the map, and what-if answers later."),
            link("bia:map"),
            done["dependencies"] and done["systems"],
        ),
        Step(
            _("Approve a first assessment"),
            _("Rate the impact over time, decide MTD, RTO and RPO, have a colleague approve it."),
            link("bia:assessment_list"),
            done["approved"],
        ),
        Step(
            _("Assess every critical process"),
            _("What is critical and has no target is a gap of its own."),
            link("bia:gap_list") + "?status=no_target&critical=1",
            done["processes"] and not done["open"],
        ),
        Step(
            _("Make the BIA report"),
            _("As PDF or spreadsheet, in English or Chinese."),
            link("reports:report_list"),
            done["reports"],
        ),
    ]
    return [] if all(step.done for step in steps) else steps


def _facts(reading: Reading) -> dict[str, Answer]:
    """What exists."""
    asked: dict[str, QuerySet[Any]] = {
        "departments": Department.objects.all(),
        "users": User.objects.filter(is_active=True, is_service=False)[1:2],
        "processes": Process.objects.filter(critical=True),
        "systems": System.objects.all(),
        "dependencies": Dependency.objects.all(),
        "approved": Assessment.objects.filter(status=AssessmentStatus.APPROVED),
        "open": Process.objects.filter(critical=True, rto_s=None),
        "reports": Report.objects.filter(state="done"),
    }
    return {name: reading.exists(rows) for name, rows in asked.items()}
