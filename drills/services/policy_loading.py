"""Policies an installation starts with: `drills/catalog/policies.yaml` (T15, S3-035, S3-036)."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from accounts.models import Organisation, User
from drills.domain.periods import period_of
from drills.models import DrillPolicy
from lib.days import day_in
from lib.versioning import overwrite
from lib.yaml_file import read_yaml
from plans.services.catalogue_loading import pair

FILE = Path(__file__).resolve().parent.parent / "catalog" / "policies.yaml"
PLAIN = (
    "type", "subtype", "period", "min_count", "max_count", "satisfied_by", "grace_days", "rrule",
    "low_season", "duration_s", "cost", "allowed_weekdays",
)  # fmt: skip


def load_policies(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """A policy that is there stays as it is; `reset` writes the file's values over it. Each
    begins with the period the installation begins in: nothing is missed before."""
    known = {one.code: one for one in DrillPolicy.objects.all()}
    today = day_in(at, Organisation.current().timezone)
    for row in read():
        values = values_of(row)
        found = known.get(row["code"])
        if found is None:
            starts_on = period_of(today, row["period"]).first
            DrillPolicy.objects.create(code=row["code"], starts_on=starts_on, **values)
        elif reset:
            overwrite(found, values)


def values_of(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in PLAIN if name in row}
    for name in ("name", "form", "participants"):
        values |= pair(name, row[name])
    if "starts_at" in row:
        values["starts_at"] = time.fromisoformat(row["starts_at"])
    return values


def read() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(FILE)
    return rows
