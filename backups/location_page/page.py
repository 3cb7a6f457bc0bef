"""Everything the page of a location shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backups.forms.windows import windows_text
from backups.models import BackupLocation, LocationReading, LocationState, PolicyLocation
from backups.words import place_problem
from backups.words.evidence import evidence_rows
from lib.chart_space import space_chart
from lib.charts import Spec
from lib.templatetags.values import size

TREND = timedelta(days=90)
MOST_POINTS = 400
NAMES = 50
ALWAYS = ("files", "sets_new")
SCAN = {
    "files": _("Files found"),
    "bytes": _("Size of all files"),
    "units": _("Backups found"),
    "sets_new": _("New backups"),
    "copies_new": _("New copies of known backups"),
    "growing": _("Still being written"),
    "back": _("Missing before, found again"),
    "missing": _("No longer there"),
    "expired": _("Removed after their time"),
    "unknown": _("Files no policy knows"),
    "seconds": _("Took"),
}


@dataclass(frozen=True)
class LocationPage:
    """`figures` are those of the last scan; `unknown` the names it could make nothing of."""

    location: BackupLocation
    state: LocationState | None
    problem: str
    standing: str
    spec: Spec | None
    free_percent: int | None
    low: bool
    copies: list[tuple[str, int]]
    places: list[PolicyLocation]
    figures: list[tuple[str, Any]]
    unknown: list[str]
    unreadable: list[str]
    bad_lines: list[list[tuple[str, Any]]]
    cut_short: bool
    windows: list[str]


def location_page(location: BackupLocation, at: datetime) -> LocationPage:
    """Three queries."""
    state = getattr(location, "state", None)
    figures: dict[str, Any] = dict(state.scan_figures) if state else {}
    free = free_percent(state)
    counts = location.copies.order_by().values_list("state").annotate(many=Count("pk"))
    return LocationPage(
        location=location,
        state=state,
        problem=place_problem(state.problem) if state else "",
        standing=standing(state),
        spec=trend(location, at),
        free_percent=free,
        low=free is not None and free < location.min_free_percent,
        copies=sorted(counts),
        places=list(location.places.select_related("policy__system")),
        figures=scan_lines(figures),
        unknown=_names(figures, "unknown_names"),
        unreadable=_names(figures, "unreadable"),
        bad_lines=[evidence_rows(one) for one in figures.get("bad_lines", [])[:NAMES]],
        cut_short=figures.get("complete") is False,
        windows=windows_text(location.windows).splitlines(),
    )


def standing(state: LocationState | None) -> str:
    if state is None or state.reachable is None:
        return "not_tried"
    return "reachable" if state.reachable else "not_reached"


def free_percent(state: LocationState | None) -> int | None:
    if state is None or state.free_bytes is None or not state.total_bytes:
        return None
    return int(state.free_bytes / state.total_bytes * 100)


def trend(location: BackupLocation, at: datetime) -> Spec | None:
    """The last 90 days, thinned out evenly; nothing to draw with fewer than two readings."""
    rows = list(
        LocationReading.objects.filter(location=location, at__gt=at - TREND)
        .order_by("at")
        .values_list("at", "free_bytes", "total_bytes")
    )
    if len(rows) < 2:
        return None
    return space_chart(
        _thinned(rows),
        words={
            "time": gettext("Time"),
            "free": gettext("Free (%)"),
            "least": gettext("at least %(least)s %%") % {"least": location.min_free_percent},
        },
        least_percent=location.min_free_percent,
    )


def _thinned(rows: Sequence[tuple[datetime, int, int]]) -> list[tuple[datetime, int, int]]:
    step = -(-len(rows) // MOST_POINTS)
    kept = list(rows[::step])
    return kept if kept[-1] == rows[-1] else [*kept, rows[-1]]


def scan_lines(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The counts of a scan in words, those that say nothing left out."""
    lines = [
        (words, _figure(name, figures[name]))
        for name, words in SCAN.items()
        if figures.get(name) or (name in ALWAYS and name in figures)
    ]
    return [(str(words), shown) for words, shown in lines]


def _figure(name: str, value: Any) -> str:
    if name == "bytes":
        return size(value)
    if name == "seconds":
        return gettext("%(seconds)s s") % {"seconds": f"{value:.1f}"}
    return f"{value:,}"


def _names(figures: Mapping[str, Any], name: str) -> list[str]:
    return [str(one) for one in figures.get(name) or []][:NAMES]
