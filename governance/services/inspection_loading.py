"""The daily inspection an installation starts with (S2-006).

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
file's values over the lists it names. Points are made with their list.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from governance.models import InspectionList, InspectionPoint
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent.parent / "catalog" / "inspection_lists.yaml"


def load(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by the catalogue's loading, within its transaction."""
    for row in read_yaml(FILE):
        values: dict[str, Any] = {
            "name_en": row["name"]["en"], "name_zh": row["name"]["zh"],
            "every_days": row["every_days"], "working_days_only": row["working_days_only"],
        }  # fmt: skip
        one, added = InspectionList.objects.get_or_create(code=row["code"], defaults=values)
        if added:
            _points(one, row["points"])
        elif reset and any(getattr(one, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(one, name, value)
            one.version += 1
            one.save()


def _points(one: InspectionList, points: list[dict[str, Any]]) -> None:
    InspectionPoint.objects.bulk_create(
        InspectionPoint(
            list=one, order=order, name_en=row["name"]["en"], name_zh=row["name"]["zh"],
            text_en=row["text"]["en"], text_zh=row["text"]["zh"], evidence=row.get("evidence", ""),
        )
        for order, row in enumerate(points)
    )  # fmt: skip
