"""Official results of criteria, and the drill's score and verdict (DRL-14).

What evaluators say is kept apart (`Rating`). The official result is the rule's where the data
answer it, else the mean of the evaluators; what the lead evaluator settled stands before both.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.domain.scoring import LEVELS, MUST_SETTLE, POINTS, Rated, Score, agreed, score
from drills.models import (
    Criterion,
    CriterionResult,
    Drill,
    DrillSettings,
    DrillStatus,
    Rating,
    ReportState,
    ResultSource,
    Rule,
)
from drills.services.rights import require_right
from drills.services.rule_data import RuleData, criteria_of
from drills.services.step import claimed, locked, require_status, written
from followup.services.verb import Call
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change

MOST_REASON = 2000


@dataclass
class Line:
    """One criterion with everything said of it. `row` is what is stored, `now` what it comes to."""

    criterion: Criterion
    ratings: list[Rating]
    row: CriterionResult | None
    source: str
    points: Decimal | None
    na: bool
    spread: int
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)
    has_no_core: bool = False  # asked of gates of the RTO alone

    @property
    def is_settled(self) -> bool:
        return self.source == ResultSource.SETTLED

    @property
    def must_be_settled(self) -> bool:
        """Evaluators are two levels and more apart, and neither data nor the lead decide."""
        return self.spread >= MUST_SETTLE and self.source == ResultSource.EVALUATORS

    @property
    def is_evaluated(self) -> bool:
        return self.na or self.points is not None

    @property
    def level(self) -> str:
        """The level nearest below, to show a word beside the points; "" without points."""
        if self.na:
            return "na"
        if self.points is None:
            return ""
        return next((name for name in LEVELS if self.points >= POINTS[name]), "not")

    def rated(self) -> Rated:
        one = self.criterion
        missed = self.facts.get("core_missed")
        return Rated(
            key=one.key, group=one.group, points=self.points, weight=one.weight, gate=one.gate,
            na=self.na,
            excused=self.has_no_core
            or (one.rule == Rule.RTO and missed == [] and self.source == ResultSource.AUTO),
        )  # fmt: skip


def lines_of(drill: Drill, at: datetime) -> list[Line]:
    """What every criterion comes to now; nothing is written."""
    criteria = criteria_of(drill)
    rows = {
        one.criterion_id: one
        for one in CriterionResult.objects.filter(criterion__script__drill=drill).select_related(
            "by"
        )
    }
    ratings: dict[int, list[Rating]] = defaultdict(list)
    for rating in Rating.objects.filter(criterion__script__drill=drill).select_related("evaluator"):
        ratings[rating.criterion_id].append(rating)
    data = RuleData(drill, at)
    return [_line(one, ratings[one.pk], rows.get(one.pk), data) for one in criteria]


def _line(
    criterion: Criterion, ratings: list[Rating], row: CriterionResult | None, data: RuleData
) -> Line:
    found = data.found(criterion)
    together = agreed([one.level for one in ratings])
    facts = found.facts if found is not None else {}
    made: dict[str, Any] = {
        "criterion": criterion,
        "ratings": ratings,
        "row": row,
        "has_no_core": criterion.gate and criterion.rule == Rule.RTO and data.has_no_core,
        "spread": together.spread,
    }
    if row is not None and row.source == ResultSource.SETTLED:
        return Line(
            **made, source=row.source, points=row.points, na=row.na, reason=row.reason, facts=facts
        )
    if found is not None and found.points is not None:
        return Line(
            **made, source=ResultSource.AUTO.value, points=found.points, na=False, reason="",
            facts=facts,
        )  # fmt: skip
    why = "\n".join(one.reason for one in ratings if one.level == "na") if together.na else ""
    return Line(
        **made, source=ResultSource.EVALUATORS.value, points=together.points, na=together.na,
        reason=why, facts=facts,
    )  # fmt: skip


def score_of(lines: list[Line]) -> Score:
    settings = DrillSettings.current()
    return score(
        [one.rated() for one in lines],
        group_weights={
            "technical": settings.weight_technical,
            "process": settings.weight_process,
            "business": settings.weight_business,
        },
        needed_percent=settings.rated_percent,
    )


def outcome_of(lines: list[Line]) -> dict[str, Any]:
    """What `Drill.outcome` holds for them: the score as JSON, {} without criteria."""
    return _plain(asdict(score_of(lines))) if lines else {}


@transaction.atomic
def refresh_results(drill: Drill, at: datetime) -> Score:
    """Store what every criterion comes to, and the drill's score. Safe to call at any time."""
    row = locked(drill)
    lines = lines_of(row, at)
    for line in lines:
        _store(line, at)
    found = score_of(lines)
    values = {"outcome": outcome_of(lines), "score": found.total, "verdict": found.verdict}
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    drill.__dict__.update(row.__dict__)
    return found


def _store(line: Line, at: datetime) -> None:
    values = {
        "source": line.source, "points": line.points, "na": line.na, "spread": line.spread,
        "reason": line.reason, "facts": line.facts,
    }  # fmt: skip
    if line.row is None:
        CriterionResult.objects.create(criterion=line.criterion, at=at, **values)
        return
    same = all(getattr(line.row, name) == value for name, value in values.items())
    if not same:
        by = line.row.by if line.is_settled else None
        moment = line.row.at if line.is_settled else at
        change(line.row, read_version=None, **values, by=by, at=moment)


@transaction.atomic
def settle(
    drill: Drill,
    *,
    criterion: Criterion,
    reason: str,
    level: str = "",
    points: Decimal | None = None,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> CriterionResult:
    """The lead evaluator decides: a `level` ("na" too) or `points` of 0 to 100, with a reason.

    Until the report is submitted. Raises PermissionDenied, Refused, GuardsUnmet, StaleVersion.
    """
    row = locked(drill)
    require_right(row, call["by"], "settle")
    _require_open(row)
    when = claimed(call)
    one = _criterion_of(row, criterion)
    if not reason.strip():
        raise Refused("required", _("Give a reason."), "reason")
    if len(reason.strip()) > MOST_REASON:
        raise Refused("too_long", _("At most 2,000 characters."), "reason")
    if level and level != "na" and level not in POINTS:
        raise Refused("invalid_choice", _("There is no such level."), "level")
    if not level and points is None:
        raise Refused("required", _("Choose a level."), "level")
    if points is not None and not 0 <= points <= 100:
        raise Refused("out_of_range", _("From 0 to 100."), "points")
    refresh_results(row, when.recorded_at)
    result = CriterionResult.objects.select_for_update().get(criterion=one)
    values: dict[str, Any] = {
        "source": ResultSource.SETTLED.value,
        "points": None if level == "na" else (points if points is not None else POINTS[level]),
        "na": level == "na",
        "reason": reason.strip(),
    }
    if any(getattr(result, name) != value for name, value in values.items()):
        before = None if result.points is None else str(result.points)
        change(result, read_version=read_version, **values, by=call["by"], at=when.at)
        payload = {"criterion": one.key, "before": before, "points": _text(result.points)}
        written(row, "result_settled", when=when, call=call, payload=payload, text=reason)
        refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return result


@transaction.atomic
def unsettle(drill: Drill, *, criterion: Criterion, **call: Unpack[Call]) -> CriterionResult:
    """Data and evaluators decide again. Not settled: nothing happens."""
    row = locked(drill)
    require_right(row, call["by"], "settle")
    _require_open(row)
    when = claimed(call)
    one = _criterion_of(row, criterion)
    result = CriterionResult.objects.select_for_update().filter(criterion=one).first()
    if result is None or result.source != ResultSource.SETTLED:
        refresh_results(row, when.recorded_at)
        return CriterionResult.objects.get(criterion=one)
    values = {"source": ResultSource.EVALUATORS.value, "points": None, "na": False, "reason": ""}
    change(result, read_version=None, **values, by=None, at=when.at)
    written(row, "result_unsettled", when=when, call=call, payload={"criterion": one.key})
    refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return CriterionResult.objects.get(criterion=one)


def _criterion_of(drill: Drill, criterion: Criterion) -> Criterion:
    found = Criterion.objects.filter(script__drill=drill, pk=criterion.pk).first()
    if found is None:
        raise Refused("not_of_this_drill", _("This criterion is of another drill."), "criterion")
    return found


def _require_open(drill: Drill) -> None:
    """Results change until the report is handed in."""
    require_status(drill, DrillStatus.DEBRIEF, DrillStatus.REPORTING)
    report = getattr(drill, "report", None)
    if report is not None and report.state != ReportState.DRAFT:
        words = _("The report is submitted: results no longer change.")
        raise GuardsUnmet.one("report_submitted", words)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return _text(value) if isinstance(value, Decimal) else value


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
