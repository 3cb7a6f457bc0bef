"""The cases an installation starts with.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
file's values over the cases it names.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import User
from governance.models import CaseStudy
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent.parent / "catalog" / "case_studies.yaml"
PLAIN = ("happened_on", "when_words", "outage_s", "baseline_s", "target_s", "loss_words", "tags")
DECIMAL = ("recovered_percent", "loss")


def load(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by the catalogue's loading, within its transaction."""
    for row in read_yaml(FILE):
        values = _values(row)
        one, added = CaseStudy.objects.get_or_create(code=row["code"], defaults=values)
        differing = {name: value for name, value in values.items() if getattr(one, name) != value}
        if reset and not added and differing:
            for name, value in differing.items():
                setattr(one, name, value)
            one.version += 1
            one.save()


def _values(row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name] for name in PLAIN if name in row}
    values |= {name: Decimal(str(row[name])) for name in DECIMAL if name in row}
    for column in ("name", "story", "lesson", "source"):
        for language in ("en", "zh"):
            values[f"{column}_{language}"] = row[column][language].strip()
    return values | {"confirmed": bool(row.get("confirmed", False))}
