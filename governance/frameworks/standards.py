"""Standards that documents name although something newer replaced them (X13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bia.models import DrCatalogue
from governance.models import Framework
from lib.language import in_language
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent.parent / "catalog" / "standards.yaml"


@dataclass(frozen=True)
class Superseded:
    """`used`: what of the platform still rests on it, "" for nothing."""

    name: str
    on: date | None
    by: str
    note: str
    used: str = ""


def superseded(today: date) -> list[Superseded]:
    """Shipped ones, and the catalogues and frameworks of this installation (two queries)."""
    found = {one.name: one for one in _shipped()}
    for row in DrCatalogue.objects.exclude(superseded_on=None):
        known = found.get(row.code) or found.get(str(row.name))
        note = known.note if known else ""
        name = str(row.name)
        used = name if row.in_use else ""
        found[known.name if known else name] = Superseded(
            known.name if known else name, row.superseded_on, row.superseded_by, note, used
        )
    for framework in Framework.objects.filter(is_active=True).exclude(superseded_on=None):
        found[framework.name] = Superseded(
            framework.name, framework.superseded_on, framework.superseded_by, framework.note,
            framework.name,
        )  # fmt: skip
    return sorted(
        (one for one in found.values() if one.on is None or one.on <= today),
        key=lambda one: one.name,
    )


def _shipped() -> list[Superseded]:
    rows: list[dict[str, Any]] = read_yaml(FILE)
    return [
        Superseded(row["name"], row["replaced_on"], row["by"],
                   in_language(row["note"]["en"], row["note"]["zh"]))
        for row in rows
    ]  # fmt: skip
