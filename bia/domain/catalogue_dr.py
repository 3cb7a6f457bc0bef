"""Catalogues of recovery levels as plain values; durations in seconds (docs/method.md §20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from lib.language import in_language


@dataclass(frozen=True)
class CatalogueDrLevel:
    """One level; the worst case is None where the edition gives none."""

    level: int
    name_en: str
    name_zh: str
    best_rto_s: int
    worst_rto_s: int | None
    best_rpo_s: int
    worst_rpo_s: int | None
    rto_words_en: str
    rto_words_zh: str
    rpo_words_en: str
    rpo_words_zh: str
    cost_en: str
    cost_zh: str
    suits_en: str
    suits_zh: str

    @property
    def name(self) -> str:
        """In the active language."""
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True)
class CatalogueOfLevels:
    """One edition of the scale, lowest level first; exactly one edition is `in_use`."""

    code: str
    name_en: str
    name_zh: str
    edition: str
    superseded_on: date | None
    superseded_by: str
    in_use: bool
    note_en: str
    note_zh: str
    levels: tuple[CatalogueDrLevel, ...] = ()

    @property
    def name(self) -> str:
        """In the active language."""
        return in_language(self.name_en, self.name_zh)

    def level(self, number: int | None) -> CatalogueDrLevel | None:
        return next((one for one in self.levels if one.level == number), None)


def dr_content(catalogues: Sequence[CatalogueOfLevels]) -> dict[str, Any]:
    """As JSON values for a version: editions by code, levels by `key` "code/level"."""
    return {
        "dr_catalogues": [_plain(one) for one in catalogues],
        "dr_levels": [
            {"key": f"{one.code}/{level.level}"} | _plain(level)
            for one in catalogues
            for level in one.levels
        ],
    }


def _plain(row: Any) -> dict[str, Any]:
    values = {one.name: getattr(row, one.name) for one in fields(row) if one.name != "levels"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
