"""What an assessment's stored reasons say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bia.domain.catalogue import Catalogue
from bia.domain.reasons import Reason
from bia.reasons import explain
from bia.services.catalogue import current_catalogue


@dataclass(frozen=True)
class CategoryAnswer:
    category: str
    name: str
    mtd_s: int | None
    because: str


@dataclass(frozen=True)
class Words:
    """Sentences out of `Assessment.because`; "" where nothing was derived."""

    mtd: str
    mtd_proposed: str
    rto: str
    rpo: str
    tier: str
    check: str
    check_status: str
    overrun_s: int | None
    min_margin: str
    by_category: tuple[CategoryAnswer, ...]
    warnings: tuple[tuple[str, str], ...]


def names_of(catalogue: Catalogue) -> dict[str, str]:
    """Names of categories and tiers by code."""
    categories = {one.code: one.name for one in catalogue.categories}
    return categories | {one.code: one.name for one in catalogue.tiers}


def words_of(because: Mapping[str, Any], catalogue: Catalogue | None = None) -> Words:
    names = names_of(catalogue or current_catalogue())

    def say(stored: Any) -> str:
        return explain(Reason.from_json(stored), names) if stored else ""

    check = because.get("check") or {}
    return Words(
        mtd=say(because.get("mtd")),
        mtd_proposed=say(because.get("mtd_proposed")),
        rto=say(because.get("rto")),
        rpo=say(because.get("rpo")),
        tier=say(because.get("tier")),
        check=say(check.get("because")),
        check_status=check.get("status", "not_set"),
        overrun_s=check.get("overrun_s"),
        min_margin=because.get("min_margin", "0"),
        by_category=tuple(
            CategoryAnswer(
                row["category"],
                names.get(row["category"], row["category"]),
                row["mtd_s"],
                say(row["because"]),
            )
            for row in because.get("by_category", [])
        ),
        warnings=tuple((row["code"], say(row)) for row in because.get("warnings", [])),
    )
