"""The metrics of incidents in words and pictures, the same on the page and in the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents import fact_rows
from incidents.domain.metrics import SPANS, Group, Share
from incidents.services.metrics import Metrics, days_of
from lib.chart_incidents import (
    MonthSpread,
    SystemShare,
    availability_chart,
    months_chart,
    spreads_chart,
)
from lib.charts import Spec
from lib.durations import format_duration
from lib.language import spoken

SHARES: dict[str, Any] = {
    "reports_on_time": gettext_lazy("Situation reports on time"),
    "steps_on_time": gettext_lazy("Steps of the card on time"),
    "rto_met": gettext_lazy("RTO met"),
    "mtd_met": gettext_lazy("MTD met"),
    "rpo_met": gettext_lazy("RPO met"),
    "suggestion_agreed": gettext_lazy("Suggested grade agreed with the final one"),
    "actions_on_time": gettext_lazy("Corrective actions on time"),
}
GRADES = ("I", "II", "III", "IV")


def span_rows(group: Group) -> list[dict[str, Any]]:
    """Never a mean without its count."""
    found = []
    for name in SPANS:
        words, ends = fact_rows.SPANS[name]
        found.append({"name": str(words), "from_to": str(ends), "spread": group.spans[name]})
    return found


def share_rows(group: Group) -> list[tuple[str, Share]]:
    return [(str(words), group.shares[name]) for name, words in SHARES.items()]


def group_name(kind: str, key: str, metrics: Metrics) -> str:
    """What a group is called: of a grade, a system or a month."""
    if kind == "system":
        return metrics.names.get(key, key)
    if kind == "grade":
        return key or _("not graded")
    return key


def months_of(metrics: Metrics) -> list[str]:
    """Every month of the period, those without an incident too; at most the last 24."""
    first, last = days_of(metrics.wanted)
    return list(_months(first, last))[-24:]


def _months(first: date, last: date) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def charts(metrics: Metrics) -> dict[str, tuple[Spec, str]]:
    """Name → picture and what it shows; a picture without anything to show is left out."""
    found: dict[str, tuple[Spec, str]] = {}
    months = months_of(metrics)
    if metrics.rows:
        grades = [*GRADES, *sorted({one.grade for one in metrics.rows} - set(GRADES))]
        words = {
            "month": _("Month"),
            "count": _("Incidents"),
            "grade": _("Grade"),
            "none": _("not graded"),
        }
        spec = months_chart(metrics.grades_by_month, months=months, grades=grades, words=words)
        found["months"] = (spec, _("Incidents by month and grade; the tables say the same"))
    by_month = {one.key: one for one in metrics.by_month}
    spreads = [_spread_of(month, by_month.get(month)) for month in months]
    if any(one.median_s is not None for one in spreads):
        words = {
            "month": _("Month"),
            "time": _("Hours until restored"),
            "median": _("Median"),
            "p90": "p90",
            "count": _("Incidents"),
        }
        spec = spreads_chart(
            spreads, words=words, duration=lambda seconds: format_duration(seconds, spoken())
        )
        found["restore"] = (spec, _("Time to restore by month; the tables say the same"))
    shares = [
        SystemShare(
            metrics.names.get(one.system, one.system),
            one.percent,
            bool(one.meets(metrics.target)),
        )
        for one in metrics.availability
        if one.percent is not None
    ]
    if shares:
        target = f"{metrics.target.normalize():f} %"
        words = {
            "percent": _("Available, %"),
            "target": _("Target %(percent)s") % {"percent": target},
            "met": _("Target met"),
            "missed": _("Target missed"),
        }
        spec = availability_chart(shares, target=metrics.target, words=words)
        found["availability"] = (spec, _("Availability by system; the table says the same"))
    return found


def _spread_of(month: str, group: Group | None) -> MonthSpread:
    if group is None:
        return MonthSpread(month, 0, None, None)
    spread = group.spans["restore"]
    return MonthSpread(month, spread.count, spread.median_s, spread.p90_s)
