"""Impacts when incidents become one: on the same process they are united, others move (INC-9)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from incidents.domain.uniting import Stretch, touch, united
from incidents.models import Impact, Incident, IncidentSystem
from incidents.services import clocks
from incidents.services.impact_step import follow_clocks
from incidents.services.merging_clocks import (
    Saved,
    follow_impact,
    kinds_running,
    restart_impact,
)

KEPT = (
    "start_at", "end_at", "steps", "degradation_percent", "workaround_percent", "regions",
    "ended_regions", "kind", "confirmed", "level", "workaround_started_at", "last_good_data_at",
    "no_data_lost", "data_loss_note",
)  # fmt: skip


def take_impacts(
    source: Incident, target: Incident, saved: Saved, *, at: datetime, by: User
) -> dict[str, Any]:
    """Ids that moved, and of united ones the target's values as they were before."""
    moved, joined = [], []
    mine = list(target.impacts.select_for_update(of=("self",)).select_related("process"))
    for row in source.impacts.select_for_update(of=("self",)).select_related("process"):
        same = _partner(row, mine)
        if same is None:
            old = f"{source.number}:{row.pk}"
            _save(row, incident=target)
            follow_impact(row, old, saved, at=at, by=by)
            moved.append(row.pk)
            mine.append(row)
        else:
            same.incident = target
            joined.append({"source": row.pk, "target": same.pk, "before": _values(same)})
            _unite(same, row, at=at, by=by)
    return {"moved": moved, "united": joined}


def give_back(
    source: Incident, target: Incident, before: dict[str, Any], *, at: datetime, by: User
) -> None:
    """The reverse: what moved returns, what was united loses what the source had brought."""
    for row in Impact.objects.filter(pk__in=before["moved"], incident=target):
        running = kinds_running(row)
        if row.end_at is None:
            clocks.drop_impact(row, at=at, by=by, reason="unmerged")
        _save(row, incident=source)
        if row.end_at is None:
            restart_impact(row, running, at=at, by=by)
    for pair in before["united"]:
        row = Impact.objects.select_related("process").get(pk=pair["target"])
        other = Impact.objects.select_related("process").get(pk=pair["source"])
        row.incident, other.incident = target, source
        _separate(row, other, pair, at=at, by=by)
        if other.end_at is None:
            follow_clocks(other, at=at, by=by)


def take_systems(source: Incident, target: Incident) -> list[dict[str, Any]]:
    """Systems of the source stand in the target too; fully down is the worse. What changed."""
    mine = {one.system_id: one for one in target.failed_systems.all()}
    changed: list[dict[str, Any]] = []
    for one in source.failed_systems.all():
        same = mine.get(one.system_id)
        if same is None:
            IncidentSystem.objects.create(incident=target, system=one.system, extent=one.extent)
            changed.append({"system": one.system_id, "before": None})
        elif same.extent != one.extent and one.extent == IncidentSystem.Extent.FULL:
            changed.append({"system": one.system_id, "before": same.extent})
            same.extent = one.extent
            same.save(update_fields=["extent"])
    return changed


def give_systems_back(target: Incident, changed: list[dict[str, Any]]) -> None:
    for one in changed:
        row = target.failed_systems.filter(system=one["system"]).first()
        if row is None:
            continue
        if one["before"] is None:
            if not target.impacts.filter(system=one["system"]).exists():
                row.delete()
        elif row.extent != one["before"]:
            row.extent = one["before"]
            row.save(update_fields=["extent"])


def _partner(row: Impact, mine: list[Impact]) -> Impact | None:
    """The target's impact on the same process that overlaps; two open ones always do."""
    same = [one for one in mine if one.process_id == row.process_id]
    found = [one for one in same if touch(_stretch(one), _stretch(row))]
    return found[-1] if found else None


def _unite(row: Impact, other: Impact, *, at: datetime, by: User) -> None:
    was_open = row.end_at is None
    whole = united(_stretch(row), _stretch(other))
    data = [one for one in (row.last_good_data_at, other.last_good_data_at) if one is not None]
    note = "\n".join(one for one in (row.data_loss_note, other.data_loss_note) if one)
    last = whole.steps[-1]
    _save(
        row,
        start_at=whole.start,
        end_at=whole.end,
        steps=list(whole.steps),
        degradation_percent=Decimal(last["degradation"]),
        workaround_percent=Decimal(last["workaround"]),
        workaround_started_at=_first(row.workaround_started_at, other.workaround_started_at)
        if Decimal(last["workaround"])
        else None,
        regions=_reach(row.regions, other.regions),
        ended_regions={
            name: max(row.ended_regions[name], other.ended_regions[name])
            for name in row.ended_regions.keys() & other.ended_regions.keys()
        },
        kind="full" if "full" in (row.kind, other.kind) else row.kind,
        confirmed=row.confirmed or other.confirmed,
        level=row.level if whole.end is None and was_open else other.level,
        last_good_data_at=min(data, default=None),
        no_data_lost=row.no_data_lost and other.no_data_lost and not note,
        data_loss_note=note,
    )
    if whole.end is None:
        # A workaround that sufficed for one may not for both: what was met runs again then.
        follow_clocks(row, at=at, by=by)


def _separate(row: Impact, other: Impact, pair: dict[str, Any], *, at: datetime, by: User) -> None:
    """As before the merger, where nobody changed it since; what ended meanwhile stays ended."""
    was_open = row.end_at is None
    whole = united(_stretch_of(pair["before"]), _stretch(other))
    before = _read(pair["before"])
    if list(whole.steps) != row.steps or whole.end != row.end_at:
        before = {name: before[name] for name in ("regions", "kind")}
        if row.start_at == other.start_at:
            before["start_at"] = _read(pair["before"])["start_at"]
    _save(row, **before)
    if row.end_at is None:
        follow_clocks(row, at=at, by=by)
    elif was_open and row.end_at is not None:
        clocks.drop_impact(row, at=at, by=by, reason="unmerged")


def _reach(one: list[str], other: list[str]) -> list[str]:
    both = list(dict.fromkeys([*one, *other]))
    return ["all"] if "all" in both else both


def _first(*moments: datetime | None) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)


def _stretch(row: Impact) -> Stretch:
    return Stretch(row.start_at, row.end_at, row.steps)


def _stretch_of(values: dict[str, Any]) -> Stretch:
    read = _read(values)
    return Stretch(read["start_at"], read["end_at"], read["steps"])


def _values(row: Impact) -> dict[str, Any]:
    found = {}
    for name in KEPT:
        value = getattr(row, name)
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = str(value)
        found[name] = value
    return found


def _read(values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name, value in values.items():
        if name.endswith("_at") and value is not None:
            found[name] = datetime.fromisoformat(value)
        elif name.endswith("_percent"):
            found[name] = Decimal(value)
    return found


def _save(row: Impact, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version", "updated_at"])
