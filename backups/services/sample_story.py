"""Which backups of the sample there are: instants of the plan's last days, names, faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backups.domain.rhythm import occurrences
from bia.services.sample_reading import in_language
from lib.yaml_file import read_yaml

CATALOGUE = Path(__file__).resolve().parent.parent / "catalog" / "samples" / "aftersales.yaml"
# What runs for so long has not arrived yet.
TAKES = timedelta(minutes=20)
# Of a full and the increments on it at least these are shown, also on a Sunday.
SHOWN = timedelta(days=4)
# Real-time copies stand this long before the loading.
KEY_COPIES = (timedelta(days=1), timedelta(minutes=4))


@dataclass(frozen=True)
class Backup:
    """One backup of a policy; `number` 0 is the newest. `name` is that of its file.

    `carrier` counts only the increments on which another one builds, 0 the newest of them: after
    a new full the next increment builds on that. None: nothing builds on it.
    """

    policy: str
    number: int
    stands_at: datetime
    name: str
    carrier: int | None = None


def read_story(language: str) -> dict[str, Any]:
    """Locations, policies, naming and faults in one language."""
    story: dict[str, Any] = in_language(read_yaml(CATALOGUE), language)
    return story


def backups_of(story: Mapping[str, Any], *, at: datetime) -> dict[str, list[Backup]]:
    """By policy, oldest first: from the last full on, or from the one before where that is new."""
    since = {
        row["system"]: _since(row, story, at)
        for row in story["policies"]
        if row["method"] == "full"
    }
    return {
        row["code"]: list(_backups(row, story, since.get(row["system"], at), at))
        for row in story["policies"]
    }


def fault_of(story: Mapping[str, Any], one: Backup, place: str = "") -> str:
    """What is wrong with a backup, or with its copy at a place; "" nothing."""
    for row in story["faults"]:
        here = row.get("place", place) == place
        of_it = row.get("number") == one.number or row.get("carrier", -1) == one.carrier
        if here and row["policy"] == one.policy and of_it:
            return str(row["fault"])
    return ""


def _since(row: Mapping[str, Any], story: Mapping[str, Any], at: datetime) -> datetime:
    fulls = _due(row, story, at - timedelta(days=15), at)
    return fulls[-1] if at - fulls[-1] > SHOWN else fulls[-2]


def _backups(
    row: Mapping[str, Any], story: Mapping[str, Any], since: datetime, at: datetime
) -> Iterator[Backup]:
    instants = (
        _due(row, story, since, at) if row["schedule"] else [at - before for before in KEY_COPIES]
    )
    carriers = _carriers(row, story, instants) if row["method"] == "incremental" else []
    for number, stands_at in zip(reversed(range(len(instants))), instants, strict=True):
        carrier = carriers.index(stands_at) if stands_at in carriers else None
        yield Backup(row["code"], number, stands_at, _name(row, story, stands_at), carrier)


def _carriers(
    row: Mapping[str, Any], story: Mapping[str, Any], instants: Sequence[datetime]
) -> list[datetime]:
    """Those whose next increment builds on them, newest first: no full lies between."""
    fulls = [
        full
        for one in story["policies"]
        if (one["system"], one["method"]) == (row["system"], "full") and instants
        for full in _due(one, story, instants[0], instants[-1] + TAKES)
    ]
    return [
        earlier
        for earlier, later in reversed(list(pairwise(instants)))
        if not any(earlier < full <= later for full in fulls)
    ]


def _due(
    row: Mapping[str, Any], story: Mapping[str, Any], since: datetime, at: datetime
) -> Sequence[datetime]:
    return occurrences(row["schedule"], story["common"]["timezone"], since, at - TAKES)


def _name(row: Mapping[str, Any], story: Mapping[str, Any], stands_at: datetime) -> str:
    naming, zone = story["naming"], ZoneInfo(story["common"]["timezone"])
    name: str = naming["name"].format(
        date=f"{stands_at.astimezone(zone):%Y%m%d}",
        data=row["data_class"].lower().replace(" ", "-"),
        kind=naming["kinds"][row["method"]],
    )
    return name
