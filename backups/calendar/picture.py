"""The heat map of runs as a picture for the report; the page has it as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backups.calendar.runs import Line
from backups.words.runs import run_words
from lib.chart_runs import Mark, runs_chart
from lib.charts import Spec


def runs_spec(lines: Sequence[Line]) -> Spec:
    marks = [
        Mark(
            row=_name(line),
            day=cell.day,
            letter=cell.letter,
            tone=cell.tone,
            words=run_words(cell.state),
        )
        for line in lines
        for cell in line.cells
        if cell.state
    ]
    days = [cell.day for cell in lines[0].cells] if lines else []
    return runs_chart(
        marks,
        rows=[_name(line) for line in lines],
        days=days,
        words={"day": _("Day"), "state": _("State"), "policy": pgettext("backup", "Policy")},
    )


def _name(line: Line) -> str:
    return f"{line.policy.system.name} · {line.policy.code}"
