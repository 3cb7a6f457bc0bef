"""The programme itself on the dashboard: its health with its parts, maturity, what is overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import may
from accounts.models import User
from bcm.dashboard_overdue import Late
from bcm.links import link
from governance.models import (
    Band,
    BcmsRecord,
    Evaluation,
    FrameworkKind,
    GovernanceSettings,
    HealthSnapshot,
    ProgrammeState,
    ProgrammeTask,
    RecordState,
    Risk,
    RiskState,
    Standing,
    TaskState,
)
from lib.asked_together import Later, Reading, nothing
from lib.language import in_language

DAYS = 91
COMPARED = (30, 90)
# A day without a snapshot is bridged by one that is this much older.
NEAR = timedelta(days=7)
BANDS = {
    Band.GREEN: ("ok", "circle-check"),
    Band.AMBER: ("warning", "alert-triangle"),
    Band.RED: ("danger", "alert-octagon"),
}
TASKS_TO_DO = (TaskState.OPEN, TaskState.IN_PROGRESS)


@dataclass(frozen=True)
class Indicator:
    """`value` 0 to 100, None: nothing to judge, so it weighs nothing."""

    label: str
    weight: int
    value: float | None
    tone: str


@dataclass(frozen=True)
class Change:
    """Against how many days ago, in points."""

    days: int
    points: float

    @property
    def symbol(self) -> str:
        if not self.points:
            return "minus"
        return "arrow-up-right" if self.points > 0 else "arrow-down-right"


@dataclass(frozen=True)
class Health:
    """The newest snapshot; `line` are the points of a drawing 100 wide and high."""

    day: date
    value: float | None
    label: str
    tone: str
    symbol: str
    caps: int
    indicators: Sequence[Indicator]
    changes: Sequence[Change]
    line: str


@dataclass(frozen=True)
class Maturity:
    level: int
    score: float | None
    framework: str
    at: datetime
    url: str


@dataclass(frozen=True)
class Governance:
    health: Health | None
    maturity: Maturity | None
    late: Sequence[Late]
    url: str
    maturity_url: str


def governance_of(reading: Reading, user: User, today: date) -> Later:
    """None for those who may not see governance, and until there is anything of it."""
    if not may(user, "governance.view"):
        return nothing
    since = today - timedelta(days=DAYS) - NEAR
    snapshots = reading.rows(
        HealthSnapshot.objects.filter(day__gte=since, day__lte=today).order_by("-day"), None,
        day="day", value="value",
    )  # fmt: skip
    newest = reading.rows(
        HealthSnapshot.objects.filter(day__lte=today).order_by("-day"), 1,
        day="day", value="value", band="band", caps="caps", indicators="indicators",
    )  # fmt: skip
    evaluation = reading.rows(
        Evaluation.objects.filter(framework__kind=FrameworkKind.MATURITY).order_by("-at", "-id"),
        1, code="code", level="level", score="score", at="at",
        en="framework__name_en", zh="framework__name_zh",
    )  # fmt: skip
    rules = reading.rows(
        GovernanceSettings.objects.all(), 1, green="green_from", amber="amber_from"
    )
    late = _ask_late(reading, today)

    def governance() -> Governance | None:
        counts = [Late(label, symbol, n["n"], url) for label, symbol, n, url in late]
        if not newest.of and not evaluation.of and not any(one.count for one in counts):
            return None
        bands = rules.of[0] if rules.of else {"green": 85, "amber": 70}
        return Governance(
            health=_health(newest.of[0], snapshots.of, bands) if newest.of else None,
            maturity=_maturity(evaluation.of[0]) if evaluation.of else None,
            late=counts,
            url=link("governance:health"),
            maturity_url=link("governance:maturity"),
        )

    return governance


def _ask_late(reading: Reading, today: date) -> list[tuple[str, str, Any, str]]:
    tasks = ProgrammeTask.objects.filter(
        state__in=TASKS_TO_DO, programme__state=ProgrammeState.RUNNING, due_on__lt=today
    )
    reviews = Standing.objects.filter(requirement__framework__is_active=True)
    risks = Risk.objects.exclude(state=RiskState.CLOSED)
    records = BcmsRecord.objects.filter(state=RecordState.IN_FORCE)
    return [
        (_("Tasks of programmes"), "list-check", reading.count(tasks),
         link("governance:programme_list")),
        (_("Reviews of clauses"), "checklist",
         reading.count(reviews.filter(next_review__lt=today)), link("governance:framework_list")),
        (_("Reviews of risks"), "alert-square", reading.count(risks.filter(next_review__lt=today)),
         link("governance:risk_list")),
        (_("Reviews of the management system"), "file-certificate",
         reading.count(records.filter(next_review__lt=today)), link("governance:record_list")),
    ]  # fmt: skip


def _health(
    newest: Mapping[str, Any], snapshots: Sequence[Mapping[str, Any]], bands: Mapping[str, int]
) -> Health:
    band = Band(newest["band"])
    tone, symbol = BANDS[band]
    day = date.fromisoformat(newest["day"])
    known = [
        (date.fromisoformat(one["day"]), float(one["value"]))
        for one in snapshots
        if one["value"] is not None
    ]
    return Health(
        day=day,
        value=newest["value"],
        label=str(band.label),
        tone=tone,
        symbol=symbol,
        caps=len(newest["caps"]),
        indicators=[_indicator(one, bands) for one in newest["indicators"]],
        changes=_changes(newest["value"], day, known),
        line=_line(known),
    )


def _indicator(one: Mapping[str, Any], bands: Mapping[str, int]) -> Indicator:
    value = None if one.get("value") is None else float(one["value"])
    tone = ""
    if value is not None:
        tone = "ok" if value >= bands["green"] else "warning"
        tone = "danger" if value < bands["amber"] else tone
    return Indicator(_label(one), int(one.get("weight") or 0), value, tone)


def _label(one: Mapping[str, Any]) -> str:
    """As the settings call its weight."""
    names = {field.name: field.verbose_name for field in GovernanceSettings._meta.fields}
    label = str(names.get(f"weight_{one['key']}", one.get("label") or one["key"]))
    return label[:1].upper() + label[1:]


def _changes(
    value: float | None, day: date, known: Sequence[tuple[date, float]]
) -> Sequence[Change]:
    """`known` is the newest first."""
    if value is None:
        return []
    found = []
    for days in COMPARED:
        then = day - timedelta(days=days)
        before = next((old for on, old in known if then - NEAR <= on <= then), None)
        if before is not None:
            found.append(Change(days, round(value - before, 1)))
    return found


def _line(known: Sequence[tuple[date, float]]) -> str:
    """ "0,12.5 100,30" from the oldest to the newest, up is better; "" of fewer than two."""
    if len(known) < 2:
        return ""
    last, first = known[0][0], known[-1][0]
    span = (last - first).days
    return " ".join(
        f"{(on - first).days / span * 100:.1f},{100 - value:.1f}" for on, value in reversed(known)
    )


def _maturity(one: Mapping[str, Any]) -> Maturity | None:
    if one["level"] is None:
        return None
    return Maturity(
        level=one["level"],
        score=one["score"],
        framework=in_language(one["en"], one["zh"]),
        at=datetime.fromisoformat(one["at"]),
        url=link("governance:evaluation_detail", one["code"]),
    )
