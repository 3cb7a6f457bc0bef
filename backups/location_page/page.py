"""Everything the page of a location shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from backups.forms.windows import windows_text
from backups.models import BackupLocation, LocationReading, LocationState, PolicyLocation
from backups.words import place_problem
from lib.chart_space import space_chart
from lib.charts import Spec

TREND = timedelta(days=90)
MOST_POINTS = 400
NAMES = 50


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
    windows: list[str]


def location_page(location: BackupLocation, at: datetime) -> LocationPage:
    """Three queries."""
    state = getattr(location, "state", None)
    figures: dict[str, Any] = dict(state.scan_figures) if state else {}
    unknown = figures.pop("unknown", [])
    names = [str(one) for one in unknown] if isinstance(unknown, list) else []
    if not isinstance(unknown, list):
        figures["unknown"] = unknown
    for extra in ("unknown_names", "names"):
        names += [str(one) for one in figures.pop(extra, []) or []]
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
        figures=[(scan_words(name), value) for name, value in figures.items() if _plain(value)],
        unknown=names[:NAMES],
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
            "time": _("Time"),
            "free": _("Free (%)"),
            "least": _("at least %(least)s %%") % {"least": location.min_free_percent},
        },
        least_percent=location.min_free_percent,
    )


def _thinned(rows: Sequence[tuple[datetime, int, int]]) -> list[tuple[datetime, int, int]]:
    step = -(-len(rows) // MOST_POINTS)
    kept = list(rows[::step])
    return kept if kept[-1] == rows[-1] else [*kept, rows[-1]]


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def scan_words(name: str) -> str:
    known = {
        "found": _("Sets found"), "registered": _("Newly registered"), "new": _("Newly registered"),
        "known": _("Known already"), "unknown": _("Unknown names"), "missing": _("No longer there"),
        "files": _("Files seen"), "entries": _("Names seen"), "seconds": _("Seconds it took"),
        "manifests": _("Manifests read"), "seen": _("Names seen"), "copies": _("Copies seen"),
        "refused": _("Refused"), "gone": _("No longer there"),
    }  # fmt: skip
    return known.get(name, name.replace("_", " ").capitalize())
