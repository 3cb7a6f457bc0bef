"""A framework as its page shows it: rows, figures, the course of its evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from governance.evidence.found import Look
from governance.frameworks.action import action_url
from governance.frameworks.history import Step, course
from governance.frameworks.pictures import radar_of
from governance.frameworks.rows import Row, rows_of
from governance.models import Evaluation, Framework, MaturityLevel
from governance.services.evaluating import requirement_content
from governance.services.standings import Judged, Result, judged, result_of
from lib.chart_scores import scores_chart
from lib.charts import Spec


@dataclass(frozen=True)
class Overview:
    framework: Framework
    judged: Sequence[Judged]
    rows: Sequence[Row]
    result: Result
    steps: Sequence[Step]
    radar: Spec
    course: Spec | None

    @property
    def last(self) -> Evaluation | None:
        return self.steps[0].evaluation if self.steps else None


@dataclass(frozen=True)
class Rung:
    """A level of the ladder with its criteria; `state`: "here", "below" or "above"."""

    level: MaturityLevel
    rows: Sequence[Row]
    state: str


@dataclass(frozen=True)
class Missing:
    """A criterion that keeps the organisation below the next level."""

    row: Row
    action_url: str


def overview(framework: Framework, user: User, *, at: datetime) -> Overview:
    found = judged(framework, at=at)
    steps = course(framework)
    now = [requirement_content(one) for one in found]
    last = framework.evaluations.first()
    before = last.content["requirements"] if last else None
    return Overview(
        framework=framework,
        judged=found,
        rows=rows_of(found, user, today=Look(at).today),
        result=result_of(framework.kind, found),
        steps=steps,
        radar=radar_of(framework.kind, now, before),
        course=_course(steps),
    )


def ladder(whole: Overview) -> list[Rung]:
    """From the highest level to the lowest."""
    here = whole.result.level or 1
    rungs = []
    for level in whole.framework.levels.all():
        rows = [one for one in whole.rows if one.judged.requirement.level == level.level]
        state = "here" if level.level == here else "below" if level.level < here else "above"
        rungs.append(Rung(level, rows, state))
    return rungs[::-1]


def missing(whole: Overview) -> list[Missing]:
    """What is open of the next level; empty on the highest."""
    level = (whole.result.level or 1) + 1
    return [
        Missing(one, action_url(one.judged))
        for one in whole.rows
        if one.judged.requirement.level == level and one.judged.is_gap
    ]


def _course(steps: Sequence[Step]) -> Spec | None:
    """None until there are two evaluations to compare."""
    points = []
    for one in reversed(steps):
        row = one.evaluation
        value = row.score if row.score is not None else row.share
        if value is not None:
            points.append((row.at, value if row.score is not None else value * 100, row.code))
    if len(points) < 2:
        return None
    with_levels = steps[0].evaluation.score is not None
    words = {
        "time": _("Evaluated"),
        "score": _("Score") if with_levels else _("Met, %"),
        "name": _("Evaluation"),
    }
    return scores_chart(
        [(at, Decimal(value), name) for at, value, name in points],
        words=words,
        lowest=1 if with_levels else 0,
        highest=5 if with_levels else 100,
    )
