"""A management review as its page shows it: every point with its figures in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from governance.agenda_words import FIGURES, ITEMS
from governance.evidence import KEYS
from governance.models import AgendaItem, ManagementReview, ManagementReviewState
from governance.services.agenda import ITEMS as AGENDA
from governance.services.agenda import agenda_data
from governance.services.reviews import OTHER, missing_of
from lib.errors import Problem


@dataclass(frozen=True)
class Share:
    label: Any
    value: Decimal | None
    count: int | None
    of: int | None


@dataclass(frozen=True)
class Point:
    """One item: `asks` is the question it answers, `figures` (label, number)."""

    item: AgendaItem
    title: Any
    asks: Any
    figures: Sequence[tuple[Any, Any]]
    shares: Sequence[Share]
    rows: Sequence[Mapping[str, Any]]
    own: bool


@dataclass(frozen=True)
class ReviewPage:
    points: Sequence[Point]
    live: bool
    missing: Sequence[Problem]


def review_page(review: ManagementReview, user: User, *, at: datetime) -> ReviewPage:
    live = review.state == ManagementReviewState.PLANNED
    data = agenda_data(review.period_from, review.period_until, at=at) if live else None
    points = [
        point_of(one, one.data if data is None else data.get(one.key, {}))
        for one in review.agenda.order_by("order", "pk")
    ]
    held = review.state == ManagementReviewState.HELD
    return ReviewPage(points, live, missing_of(review) if held else ())


def point_of(item: AgendaItem, data: Mapping[str, Any]) -> Point:
    """In the active language; figures nobody has words for any more are left out."""
    title, asks = ITEMS.get(item.key, (item.title, ""))
    figures = data.get("figures") or {}
    found = data.get("evidence") or {}
    order = AGENDA[item.key].evidence if item.key in AGENDA else ()
    shares = [(key, found[key]) for key in order if key in found and key in KEYS]
    return Point(
        item=item,
        title=item.title or title,
        asks=asks,
        # A stored object forgets its order: words have the one that reads well.
        figures=[(words, figures[name]) for name, words in FIGURES.items() if name in figures],
        shares=[
            Share(
                KEYS[key],
                None if one["value"] is None else Decimal(one["value"]),
                one["count"],
                one["of"],
            )
            for key, one in shares
        ],
        rows=data.get("rows") or (),
        own=item.key == OTHER,
    )
