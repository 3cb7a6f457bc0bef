"""The catalogues an installation starts with, out of `bia/catalog/*.yaml`.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
file's values over every row the files name (rows the files do not name stay).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from accounts.models import User
from bia.models import (
    CatalogueVersion,
    ImpactAnchor,
    ImpactCategory,
    ImpactLevel,
    LadderStep,
    Tier,
    TimeBand,
)
from bia.services.catalogue import record_version
from bia.services.catalogue_parts import loads
from bia.services.dr_loading import load_dr_catalogues
from followup.services.policies import load_policies
from followup.services.root_causes import load_root_causes
from lib.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent.parent / "catalog"


def load_catalogue(
    *, at: datetime, by: User | None = None, reset: bool = False
) -> CatalogueVersion:
    """Fill the catalogue tables of every app; answers the version in force afterwards."""
    with transaction.atomic():
        _load_own(at=at, by=by, reset=reset)
        for load in loads():
            load(at=at, by=by, reset=reset)
        return record_version(by=by, at=at, reason="load_catalogue")


def load_scales(*, at: datetime, by: User | None = None) -> CatalogueVersion:
    """Only what an assessment is made with: scales, tiers, levels, clocks. What an organisation
    without plans, incidents and drills starts with."""
    with transaction.atomic():
        _load_own(at=at, by=by, reset=False)
        return record_version(by=by, at=at, reason="load_catalogue")


def _load_own(*, at: datetime, by: User | None, reset: bool) -> None:
    scales, horizons = _yaml("impact_scales"), _yaml("horizons")
    _load_levels(scales["levels"], reset)
    _load_categories(scales["categories"], reset)
    for seconds in horizons["bands"]:
        _fill(TimeBand, {"at_s": seconds}, {"active": True}, reset)
    for seconds in horizons["ladder"]:
        LadderStep.objects.get_or_create(at_s=seconds)
    _load_tiers(_yaml("tiers"), reset)
    load_dr_catalogues(reset=reset)
    load_policies(at=at, by=by, reset=reset)
    load_root_causes(at=at, by=by, reset=reset)


def _load_levels(rows: list[dict[str, Any]], reset: bool) -> None:
    for row in rows:
        values = _names(row) | {
            "amount_from": Decimal(row["amount_from"]),
            "colour": row["colour"],
        }
        _fill(ImpactLevel, {"score": row["score"]}, values, reset)


def _load_categories(rows: list[dict[str, Any]], reset: bool) -> None:
    levels = {level.score: level for level in ImpactLevel.objects.all()}
    for order, row in enumerate(rows, start=1):
        values = _names(row) | {
            "order": order,
            "unit": row.get("unit", "rating"),
            "life_safety": row.get("life_safety", False),
            "active": row.get("active", True),
        }
        category, added = _fill(ImpactCategory, {"code": row["code"]}, values, reset)
        has_words = not added and category.anchors.exists()
        if has_words and not reset:
            continue
        for score, text in row["anchors"].items():
            words = {"text_en": str(text["en"]), "text_zh": str(text["zh"])}
            key = {"category": category, "level": levels[score]}
            _fill(ImpactAnchor, key, words, reset)


def _load_tiers(rows: list[dict[str, Any]], reset: bool) -> None:
    taken = set(Tier.objects.values_list("order", flat=True))
    for order, row in enumerate(rows, start=1):
        values = _names(row) | {
            "importance_en": row["importance"]["en"],
            "importance_zh": row["importance"]["zh"],
            "max_rto_s": row["max_rto_s"],
            "min_margin": Decimal(row["min_margin"]),
            "colour": row["colour"],
        }
        if not Tier.objects.filter(code=row["code"]).exists():
            values["order"] = order if order not in taken else max(taken) + 1
            taken.add(values["order"])
        _fill(Tier, {"code": row["code"]}, values, reset)


def _fill(
    model: type[models.Model], key: dict[str, Any], values: dict[str, Any], reset: bool
) -> tuple[Any, bool]:
    """The row of `key`, added when missing, overwritten only on `reset`."""
    row, added = model._default_manager.get_or_create(defaults=values, **key)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if reset and not added and different:
        for name, value in different.items():
            setattr(row, name, value)
        if hasattr(row, "version"):
            row.version += 1
        row.save()
    return row, added


def _names(row: dict[str, Any]) -> dict[str, Any]:
    return {"name_en": row["name"]["en"], "name_zh": row["name"]["zh"]}


def _yaml(name: str) -> Any:
    return read_yaml(FOLDER / f"{name}.yaml")
