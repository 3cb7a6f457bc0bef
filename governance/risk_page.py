"""What the pages of risks show beside their fields: the matrix, scenarios, actions, hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from bia.models import Process, System
from drills.models import DrillScenario
from followup.models import CorrectiveAction
from governance.domain.risk import SCALE, level, matrix
from governance.filters.changes import LEVEL_WORDS
from governance.forms.changes import HARD, LIKELY
from governance.models import Risk, RiskState, Threat
from lib.days import day_in

# Threat → hazards of scenarios that practise it.
HAZARDS: dict[str, tuple[str, ...]] = {
    Threat.POWER: ("power",),
    Threat.HARDWARE: ("hardware",),
    Threat.SOFTWARE: ("software",),
    Threat.CYBER: ("cyber",),
    Threat.NETWORK: ("telecom",),
    Threat.NATURE: ("water", "region"),
    Threat.PEOPLE: ("people",),
    Threat.SUPPLIER: ("supplier",),
    Threat.OTHER: ("other",),
}
TONES = {"severe": "danger", "high": "warning", "medium": "info", "low": "ok"}
MOST_SCENARIOS = 6


@dataclass(frozen=True)
class Cell:
    likelihood: int
    impact: int
    level: str
    word: Any
    codes: Sequence[str]
    url: str


@dataclass(frozen=True)
class Matrix:
    """`rows`: (likelihood in words, its five cells), the likeliest first."""

    rows: Sequence[tuple[Any, Sequence[Cell]]]
    columns: Sequence[Any]
    rated: int
    unrated: int


def matrix_of(user: User, *, after: bool) -> Matrix:
    """Of every risk that is not closed; `after`: as rated after treatment (one query)."""
    rows: Any = Risk.objects.visible_to(user).exclude(state=RiskState.CLOSED).order_by("code")
    found = list(rows.values_list("code", "likelihood", "impact", "left_likelihood", "left_impact"))
    rated = [
        (left_likely, left_hard, code) if after else (likely, hard, code)
        for code, likely, hard, left_likely, left_hard in found
        if not after or left_likely is not None
    ]
    cells = [
        (LIKELY[row[0][0]], [_cell(*one, after=after) for one in row]) for row in matrix(rated)
    ]
    columns = [HARD[one] for one in SCALE]
    return Matrix(cells, columns, len(rated), len(found) - len(rated))


def _cell(likelihood: int, impact: int, codes: list[str], *, after: bool) -> Cell:
    name = level(likelihood * impact)
    url = ""
    if codes and not after:
        url = f"{reverse('governance:risk_list')}?likelihood={likelihood}&impact={impact}"
    elif len(codes) == 1:
        url = reverse("governance:risk_detail", args=codes)
    return Cell(likelihood, impact, name, LEVEL_WORDS[name], codes, url)


@dataclass(frozen=True)
class RiskWords:
    """How it is shown: levels before and after, whether its review is over."""

    level: str
    word: Any
    tone: str
    left_word: Any
    left_tone: str
    overdue: bool


def words_of(risk: Risk, today: date) -> RiskWords:
    before = level(risk.value)
    left = "" if risk.left is None else level(risk.left)
    overdue = (
        risk.state != RiskState.CLOSED and risk.next_review is not None and risk.next_review < today
    )
    return RiskWords(
        before, LEVEL_WORDS[before], TONES[before], LEVEL_WORDS.get(left, ""),
        TONES.get(left, "neutral"), overdue,
    )  # fmt: skip


@dataclass(frozen=True)
class RiskPage:
    words: RiskWords
    processes: Sequence[Process]
    hidden: int
    systems: Sequence[System]
    scenarios: Sequence[DrillScenario]
    actions: Sequence[CorrectiveAction]
    action_url: str


def risk_page(risk: Risk, user: User, *, at: datetime) -> RiskPage:
    codes = [one.pk for one in risk.processes.all()]
    processes = list(Process.objects.visible_to(user).filter(pk__in=codes).order_by("code"))
    scenarios: Any = DrillScenario.objects.visible_to(user)
    actions: Any = CorrectiveAction.objects.visible_to(user).for_list()
    wanted = HAZARDS.get(risk.threat, ())
    return RiskPage(
        words=words_of(risk, day_in(at, Organisation.current().timezone)),
        processes=processes,
        hidden=len(codes) - len(processes),
        systems=list(risk.systems.order_by("code")),
        scenarios=list(
            scenarios.filter(is_active=True, hazard__in=wanted).order_by("code")[:MOST_SCENARIOS]
        ),
        actions=list(actions.filter(source_ref=f"risk:{risk.code}").order_by("due_on", "-code")),
        action_url=f"{reverse('followup:action_create')}?{urlencode(proposed_action(risk))}",
    )


def proposed_action(risk: Risk) -> dict[str, str]:
    """Fields of a corrective action about the risk, in the reader's language."""
    name = level(risk.left if risk.left is not None else risk.value)
    fields = {
        "source": "other",
        "source_ref": f"risk:{risk.code}",
        "title": (_("Reduce the risk: %(title)s") % {"title": risk.title})[:200],
        "finding": risk.text,
        "priority": {"severe": "P1", "high": "P2"}.get(name, "P3"),
        "kind": "prevent",
        "verify_by": "document",
        "criterion": _("The risk is rated lower than before."),
    }
    system, process = risk.systems.first(), risk.processes.first()
    if process is not None or system is not None:
        fields["subject"] = f"process:{process.code}" if process else f"system:{system.code}"  # type: ignore[union-attr]
    return fields
