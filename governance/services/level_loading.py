"""The seven elements and the architectures out of `governance/catalog/`.

Loading again adds what is missing; `reset` writes the shipped values over what there is.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import User
from governance.models import Architecture, DrElement, ElementRequirement
from lib.versioning import overwrite
from lib.yaml_file import read_yaml
from plans.services.catalogue_loading import pair

FOLDER = Path(__file__).resolve().parent.parent / "catalog"
# What an architecture whose ranges are general knowledge says of them.
GENERAL = {
    "en": "Ranges are general knowledge for a first choice: replace them by your own.",
    "zh": "区间为一般经验值，仅供初选，请以本单位实测和报价替换。",
}


def load(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Three queries when everything is there already."""
    data = read_yaml(FOLDER / "levels.yaml")
    _elements(data["elements"], set(data["confirmed"]), reset)
    known = {one.code: one for one in Architecture.objects.all()}
    for order, row in enumerate(read_yaml(FOLDER / "architectures.yaml")["architectures"], 1):
        values = architecture_of(row) | {"order": order}
        found = known.get(row["code"])
        if found is None:
            Architecture.objects.create(code=row["code"], **values)
        elif reset:
            overwrite(found, values)


def architecture_of(row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = pair("name", row["name"])
    for name in ("distance", "pros", "cons", "suits"):
        values |= pair(name, row.get(name))
    for name in ("rto", "rpo", "far_rto", "far_rpo"):
        best, worst = row.get(name) or (None, None)
        values |= {f"{name}_best_s": best, f"{name}_worst_s": worst}
    points = [{"en": one["en"], "zh": one["zh"]} for one in row.get("points", [])]
    if row.get("note") == "general":
        points.append(GENERAL)
    low, high = row["cost"]
    return values | {
        "cost_least": Decimal(low), "cost_most": Decimal(high), "covers_region": row["region"],
        "points": points,
    }  # fmt: skip


def _elements(rows: list[dict[str, Any]], confirmed: set[int], reset: bool) -> None:
    known = {one.code: one for one in DrElement.objects.all()}
    texts = {(one.element_id, one.level): one for one in ElementRequirement.objects.all()}
    for order, row in enumerate(rows, start=1):
        values = pair("name", row["name"]) | {"order": order}
        element = known.get(row["code"])
        if element is None:
            element = DrElement.objects.create(code=row["code"], **values)
        elif reset:
            _over(element, values)
        for level, words in row["levels"].items():
            said = pair("text", words) | {"confirmed": level in confirmed}
            found = texts.get((element.pk, level))
            if found is None:
                ElementRequirement.objects.create(element=element, level=level, **said)
            elif reset:
                _over(found, said)


def _over(row: Any, values: dict[str, Any]) -> None:
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
