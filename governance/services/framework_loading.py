"""Frameworks out of `governance/catalog/*.yaml`: checklists, maturity models, clauses.

A file with `requirements` is a framework; the format is that of `iso22301-2019.yaml`. What people
answered is kept whatever is loaded: requirements that a file no longer names stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from governance.models import Framework, MaturityLevel, Requirement
from lib.versioning import overwrite
from lib.yaml_file import read_yaml
from plans.services.catalogue_loading import pair

FOLDER = Path(__file__).resolve().parent.parent / "catalog"
PLAIN = ("kind", "edition", "superseded_on", "superseded_by", "order")


def load(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Three queries for each framework that is there already."""
    known = {one.code: one for one in Framework.objects.all()}
    for row in read():
        found = known.get(row["code"])
        values = values_of(row)
        if found is None:
            found = Framework.objects.create(code=row["code"], **values)
        elif reset:
            overwrite(found, values)
        _levels(found, row.get("levels") or [], reset)
        _requirements(found, row["requirements"], reset)


def read() -> Iterator[dict[str, Any]]:
    """The shipped frameworks, in the order of their files."""
    for file in sorted(FOLDER.glob("*.yaml")):
        row = read_yaml(file)
        if isinstance(row, dict) and "requirements" in row and "kind" in row:
            yield row


def values_of(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in PLAIN if row.get(name) is not None}
    return values | pair("name", row["name"]) | pair("note", row.get("note"))


def _levels(framework: Framework, rows: list[dict[str, Any]], reset: bool) -> None:
    known = {one.level: one for one in framework.levels.all()}
    for row in rows:
        values = pair("name", row["name"]) | pair("text", row.get("text"))
        values |= pair("risk", row.get("risk"))
        _kept(MaturityLevel, known.get(row["level"]), values, reset,
              framework=framework, level=row["level"])  # fmt: skip


def _requirements(framework: Framework, rows: list[dict[str, Any]], reset: bool) -> None:
    known = {one.number: one for one in framework.requirements.all()}
    for order, row in enumerate(rows, start=1):
        values: dict[str, Any] = {
            "order": order,
            "level": row.get("level"),
            "evidence": row.get("evidence") or [],
            "maps_to": row.get("maps_to") or [],
        }
        for name in ("name", "group", "text"):
            values |= pair(name, row.get(name))
        _kept(Requirement, known.get(row["number"]), values, reset,
              framework=framework, number=row["number"])  # fmt: skip


def _kept(model: Any, found: Any, values: dict[str, Any], reset: bool, **key: Any) -> None:
    """Make what is missing; write over what is there only with `reset`."""
    if found is None:
        model.objects.create(**key, **values)
        return
    if reset and any(getattr(found, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(found, name, value)
        found.save()
