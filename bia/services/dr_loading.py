"""The catalogues of recovery levels an installation starts with (docs/method.md §20).

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
shipped values over it. Which catalogue is in use is a person's choice and stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bia.models import DrCatalogue, DrLevel
from lib.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent.parent / "catalog"
FILES = ("dr_levels_source", "dr_levels_gbt20988_2007")

SOURCE = "source"
GBT_2007 = "gbt-20988-2007"
NEW_ORGANISATION = GBT_2007


def load_dr_catalogues(*, reset: bool = False) -> None:
    """Both editions; the standard's is in use where none is."""
    chosen = DrCatalogue.objects.filter(in_use=True).exists()
    for name in FILES:
        row = read_yaml(FOLDER / f"{name}.yaml")
        catalogue, changed = _catalogue(row, reset)
        for level in row["levels"]:
            changed = _level(catalogue, level, reset) or changed
        if changed:
            catalogue.version += 1
            catalogue.save()
    if not chosen:
        use_shipped(NEW_ORGANISATION)


def use_shipped(code: str) -> None:
    """Nobody chose yet, or a sample brings the catalogue its levels are written in."""
    DrCatalogue.objects.filter(in_use=True).exclude(code=code).update(in_use=False)
    DrCatalogue.objects.filter(code=code, in_use=False).update(in_use=True)


def _catalogue(row: dict[str, Any], reset: bool) -> tuple[DrCatalogue, bool]:
    """The row, and whether an existing one was overwritten."""
    values: dict[str, Any] = _pair("name", row["name"]) | _pair("note", row["note"])
    values |= {
        "edition": row["edition"],
        "superseded_on": row.get("superseded_on"),
        "superseded_by": row.get("superseded_by", ""),
    }
    found, added = DrCatalogue.objects.get_or_create(code=row["code"], defaults=values)
    return found, reset and not added and _overwrite(found, values)


def _level(catalogue: DrCatalogue, row: dict[str, Any], reset: bool) -> bool:
    values: dict[str, Any] = _pair("name", row["name"])
    values |= {name: row[name] for name in row if name.endswith("_s")}
    for name, column in (("rto", "rto_words"), ("rpo", "rpo_words")):
        values |= _pair(column, row[name])
    for name in ("cost", "suits"):
        values |= _pair(name, row.get(name, {"en": "", "zh": ""}))
    found, added = DrLevel.objects.get_or_create(
        catalogue=catalogue, level=row["level"], defaults=values
    )
    if added or not reset or not _overwrite(found, values):
        return False
    found.save()
    return True


def _overwrite(row: Any, values: dict[str, Any]) -> bool:
    """Set what differs; True when anything did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _pair(column: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{column}_en": texts["en"], f"{column}_zh": texts["zh"]}
