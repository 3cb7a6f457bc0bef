"""What the page of an evaluation shows: criteria with everything said of them, figures, the score,
and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import User
from drills.domain.scoring import Score
from drills.models import (
    CriterionGroup,
    Drill,
    DrillStatus,
    Level,
    MeasuredTime,
    Objective,
    Observation,
    Rating,
    ReportState,
    ResultSource,
    Rule,
)
from drills.rule_words import figures
from drills.services.guards import unmet
from drills.services.ratings import WHILE
from drills.services.results import Line, lines_of, score_of
from drills.services.rights import Rights, rights_of
from drills.verdict_words import verdict_tone, verdict_words
from lib.errors import Problem

LEVEL_TONES = {
    "achieved": "ok", "mostly": "info", "partly": "warning", "not": "danger", "na": "neutral",
}  # fmt: skip


@dataclass
class Row:
    """A criterion as the page shows it."""

    line: Line
    weight: str
    mine: Rating | None
    may_rate: bool
    may_settle: bool
    failed_gate: bool

    @property
    def criterion(self) -> Any:
        return self.line.criterion

    @property
    def figures(self) -> list[str]:
        return figures(self.criterion.rule, self.line.facts)

    @property
    def rule_words(self) -> str:
        return str(self.criterion.get_rule_display()) if self.criterion.rule else ""

    @property
    def level_words(self) -> str:
        return str(dict(Level.choices).get(self.line.level, ""))

    @property
    def tone(self) -> str:
        return LEVEL_TONES.get(self.line.level, "neutral")

    @property
    def source_words(self) -> str:
        if not self.line.is_evaluated:
            return ""
        return str(dict(ResultSource.choices)[self.line.source])

    @property
    def counts_records(self) -> bool:
        return bool(self.criterion.rule == Rule.INTEGRITY)

    @property
    def ratings(self) -> list[tuple[Rating, str]]:
        return [(one, LEVEL_TONES.get(one.level, "neutral")) for one in self.line.ratings]


@dataclass
class EvaluationPage:
    drill: Drill
    user: User
    at: datetime

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.drill, self.user)

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.drill, self.at)

    @cached_property
    def score(self) -> Score:
        return score_of(self.lines)

    @property
    def verdict(self) -> Any:
        return verdict_words(self.score.verdict)

    @property
    def tone(self) -> str:
        return verdict_tone(self.score.verdict)

    @property
    def would_be(self) -> Any:
        """The verdict without its failed gates, where they cost it something."""
        if self.score.uncapped == self.score.verdict:
            return ""
        return verdict_words(self.score.uncapped)

    @property
    def is_live(self) -> bool:
        return self.drill.is_live

    @cached_property
    def may_rate(self) -> bool:
        return self.rights.may("evaluate") and self.drill.status in WHILE

    @cached_property
    def is_open(self) -> bool:
        """Results and figures may still change."""
        report = getattr(self.drill, "report", None)
        return self.drill.status in (DrillStatus.DEBRIEF, DrillStatus.REPORTING) and (
            report is None or report.state == ReportState.DRAFT
        )

    @cached_property
    def may_enter(self) -> bool:
        return self.rights.may("evaluate") and self.is_open

    @cached_property
    def may_settle(self) -> bool:
        return self.rights.may("settle") and self.is_open

    @cached_property
    def may_finish(self) -> bool:
        return self.rights.may("evaluate") and self.drill.status == DrillStatus.DEBRIEF

    @cached_property
    def missing(self) -> list[Problem]:
        if self.drill.status != DrillStatus.DEBRIEF:
            return []
        return unmet(self.drill, "finish_evaluation", by=None, at=self.at)

    @cached_property
    def objectives(self) -> list[tuple[Objective, list[Row]]]:
        found: dict[int, tuple[Objective, list[Row]]] = {}
        for line in self.lines:
            one = line.criterion.objective
            found.setdefault(one.pk, (one, []))[1].append(self._row(line))
        return list(found.values())

    @property
    def groups(self) -> list[tuple[str, Any]]:
        words = dict(CriterionGroup.choices)
        return [(str(words.get(one.group, one.group)), one) for one in self.score.groups]

    @cached_property
    def measured(self) -> list[MeasuredTime]:
        rows = self.drill.measured.select_related("process", "system", "measurement")
        return list(rows.order_by("process__code", "system__code", "kind"))

    @cached_property
    def observations(self) -> list[Observation]:
        rows = Observation.objects.filter(drill=self.drill).select_related(
            "by", "criterion", "expectation"
        )
        return list(rows.order_by("at", "pk"))

    def _row(self, line: Line) -> Row:
        weight = self.score.weights.get(line.criterion.key)
        return Row(
            line=line,
            weight="" if weight is None else f"{weight.normalize():f}",
            mine=next((one for one in line.ratings if one.evaluator_id == self.user.pk), None),
            may_rate=self.may_rate,
            may_settle=self.may_settle,
            failed_gate=line.criterion.key in self.score.failed_gates,
        )
