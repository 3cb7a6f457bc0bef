"""The catalogues as plain values: levels, categories, time bands, tiers, the RTO ladder.

Amounts are in the organisation's currency, times in seconds. Rules: docs/method.md §2, §3, §6.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bia.domain.catalogue_dr import CatalogueOfLevels, dr_content
from bia.domain.tiers import Tier
from lib.durations import MAX_SECONDS
from lib.language import in_language


@dataclass(frozen=True)
class Bilingual:
    name_en: str
    name_zh: str

    @property
    def name(self) -> str:
        """In the active language."""
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True)
class Level(Bilingual):
    """One step of the rating scale; `amount_from` is the least amount that reaches it."""

    id: int
    score: int
    amount_from: Decimal | None
    colour: str


@dataclass(frozen=True)
class Anchor:
    """What the level `score` means in a category."""

    score: int
    text_en: str
    text_zh: str

    @property
    def text(self) -> str:
        return in_language(self.text_en, self.text_zh)


@dataclass(frozen=True)
class Category(Bilingual):
    """`threshold` (score) and `threshold_amount` are the category's own; None: organisation's."""

    id: int
    code: str
    order: int
    unit: str
    threshold: Decimal | None
    threshold_amount: Decimal | None
    life_safety: bool
    active: bool
    anchors: tuple[Anchor, ...] = ()

    def anchor(self, score: int) -> str:
        """The words for a score, "" when there are none."""
        return next((one.text for one in self.anchors if one.score == score), "")


@dataclass(frozen=True)
class Band:
    id: int
    at_s: int
    active: bool


@dataclass(frozen=True)
class CatalogueTier(Bilingual):
    """`max_rto_s` None holds every RTO."""

    id: int
    code: str
    order: int
    importance_en: str
    importance_zh: str
    max_rto_s: int | None
    min_margin: Decimal
    colour: str
    regulatory_floor: bool
    active: bool

    @property
    def importance(self) -> str:
        return in_language(self.importance_en, self.importance_zh)

    @property
    def rank(self) -> int:
        """For badges: the strictest tier is 1."""
        return self.order


@dataclass(frozen=True)
class Catalogue:
    """Everything an assessment is rated by; `version` None: nothing was loaded yet.

    The lists hold rows out of use too; `active_categories`, `active_bands` and
    `domain_tiers` leave them out.
    """

    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    bands: tuple[Band, ...]
    tiers: tuple[CatalogueTier, ...]
    ladder: tuple[int, ...]
    version: int | None = None
    version_id: int | None = None
    dr_catalogues: tuple[CatalogueOfLevels, ...] = ()

    @property
    def dr_in_use(self) -> CatalogueOfLevels | None:
        """The scale that levels of systems mean."""
        return next((one for one in self.dr_catalogues if one.in_use), None)

    @property
    def active_categories(self) -> tuple[Category, ...]:
        return tuple(one for one in self.categories if one.active)

    @property
    def active_bands(self) -> tuple[Band, ...]:
        return tuple(one for one in self.bands if one.active)

    @property
    def active_tiers(self) -> tuple[CatalogueTier, ...]:
        return tuple(one for one in self.tiers if one.active)

    @property
    def domain_tiers(self) -> tuple[Tier, ...]:
        """For `tier_for`; a tier without a limit holds every RTO."""
        return tuple(
            Tier(one.code, MAX_SECONDS if one.max_rto_s is None else one.max_rto_s, one.min_margin)
            for one in self.active_tiers
        )

    @property
    def floor(self) -> str | None:
        """Code of the tier no regulated process is placed below."""
        return next((one.code for one in self.active_tiers if one.regulatory_floor), None)

    def tier(self, code: str | None) -> CatalogueTier | None:
        return next((one for one in self.tiers if one.code == code), None)

    def category(self, code: str) -> Category | None:
        return next((one for one in self.categories if one.code == code), None)

    def level(self, score: Decimal | int | None) -> Level | None:
        """The highest level a score reaches."""
        if score is None:
            return None
        return max((one for one in self.levels if one.score <= score), default=None, key=_score)

    def score_of(self, amount: Decimal | None) -> int | None:
        """The score an amount of money reaches; None for "not set" and below every level."""
        if amount is None:
            return None
        reached = [
            one.score
            for one in self.levels
            if one.amount_from is not None and one.amount_from <= amount
        ]
        return max(reached, default=None)

    def content(self) -> dict[str, Any]:
        """What assessments are rated by, as JSON values without ids: frozen with each of them."""
        return {
            "levels": [_plain(one) for one in self.levels],
            "categories": [
                _plain(one) | {"anchors": [_plain(anchor) for anchor in one.anchors]}
                for one in self.categories
            ],
            "bands": [_plain(one) for one in self.bands],
            "tiers": [_plain(one) for one in self.tiers],
            "ladder": list(self.ladder),
        }

    def everything(self) -> dict[str, Any]:
        """What a version holds: equal catalogues give equal content."""
        return self.content() | dr_content(self.dr_catalogues)


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one spelling of a content: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical spelling."""
    return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One value that differs; `where` names list, row and field, an absent side is None."""

    where: tuple[str, ...]
    before: Any
    after: Any


ROW_KEYS = {
    **{"levels": "score", "categories": "code", "bands": "at_s", "tiers": "code"},
    **{"dr_catalogues": "code", "dr_levels": "key"},
}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed between two contents, row by row and field by field."""
    found: list[Difference] = []
    for name, key in ROW_KEYS.items():
        old, new = _by_key(before.get(name, []), key), _by_key(after.get(name, []), key)
        for row in sorted({*old, *new}, key=str):
            found += _row_differences((name, row), old.get(row), new.get(row))
    old_steps, new_steps = set(before.get("ladder", [])), set(after.get("ladder", []))
    for step in sorted(old_steps ^ new_steps):
        gone = step in old_steps
        found.append(Difference(("ladder",), step if gone else None, None if gone else step))
    return found


def _row_differences(
    where: tuple[str, ...], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> list[Difference]:
    if old is None or new is None:
        return [Difference(where, _title(old), _title(new))]
    found = []
    for field in sorted({*old, *new}):
        if field == "anchors":
            before, after = _by_key(old[field], "score"), _by_key(new[field], "score")
            for score in sorted({*before, *after}, key=str):
                for text in ("text_en", "text_zh"):
                    was = before.get(score, {}).get(text, "")
                    now = after.get(score, {}).get(text, "")
                    if was != now:
                        found.append(Difference((*where, "anchors", score, text), was, now))
        elif old.get(field) != new.get(field):
            found.append(Difference((*where, field), old.get(field), new.get(field)))
    return found


def _by_key(rows: Sequence[Mapping[str, Any]], key: str) -> dict[str, Mapping[str, Any]]:
    return {str(row[key]): row for row in rows}


def _title(row: Mapping[str, Any] | None) -> Any:
    if row is None:
        return None
    return in_language(row["name_en"], row["name_zh"]) if "name_en" in row else row["at_s"]


def _score(level: Level) -> int:
    return level.score


def _plain(row: Any) -> dict[str, Any]:
    """The fields of a row as JSON values: decimals in one spelling, no id."""
    plain = {}
    for name in row.__dataclass_fields__:
        if name in ("id", "anchors"):
            continue
        value = getattr(row, name)
        plain[name] = _decimal(value) if isinstance(value, Decimal) else value
    return plain


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
