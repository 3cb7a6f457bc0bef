"""The radar of a framework and the course of its evaluations, for pages and PDFs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.models import Evaluation, FrameworkKind
from lib.chart_radar import radar
from lib.charts import Spec
from lib.language import in_language

Point = Mapping[str, Any]


def radar_of(
    kind: str,
    now: Sequence[Point],
    before: Sequence[Point] | None = None,
    *,
    names: tuple[str, str] | None = None,
    size: int = 300,
) -> Spec:
    """`now` and `before` are requirements as an evaluation froze them ("requirements" of its
    content), `names` what the two are called. Spokes are the items or criteria, of clauses the
    headings."""
    spokes = _spokes(kind, now)
    first, second = names or (_("Now"), _("Last evaluation"))
    series = {first: _shares(kind, now, spokes)}
    if before is not None:
        series[second] = _shares(kind, before, spokes)
    words = {"series": _("Evaluation"), "spoke": _("Requirement"), "share": _("Met")}
    return radar(
        spokes=[(short, name) for _key, short, name in spokes],
        series=series,
        words=words,
        size=size,
    )


def _spokes(kind: str, rows: Sequence[Point]) -> list[tuple[str, str, str]]:
    """(key, short label, whole name); what does not apply has none."""
    found: dict[str, tuple[str, str, str]] = {}
    for one in rows:
        if not one["applicable"]:
            continue
        if kind == FrameworkKind.CLAUSES:
            title = in_language(one["group"]["en"], one["group"]["zh"])
            found.setdefault(one["group"]["en"], (one["group"]["en"], title.split(" ")[0], title))
        else:
            name = in_language(one["name"]["en"], one["name"]["zh"])
            found[one["number"]] = (one["number"], one["number"], f"{one['number']} {name}")
    return list(found.values())


def _shares(
    kind: str, rows: Sequence[Point], spokes: Sequence[tuple[str, str, str]]
) -> list[Decimal | None]:
    top = 5 if kind == FrameworkKind.CLAUSES else 1
    values: dict[str, list[Decimal]] = {}
    for one in rows:
        key = one["group"]["en"] if kind == FrameworkKind.CLAUSES else one["number"]
        if one["applicable"] and one["value"] is not None:
            values.setdefault(key, []).append(Decimal(one["value"]) / top)
    means = {key: sum(ones, Decimal(0)) / len(ones) for key, ones in values.items()}
    return [means.get(key) for key, _short, _name in spokes]


def figure_of(evaluation: Evaluation) -> str:
    """What one says in a word: "2.75" of five levels, or "70 %"."""
    if evaluation.score is not None:
        return f"{evaluation.score:.2f}"
    return "" if evaluation.share is None else f"{evaluation.share:.0%}"
