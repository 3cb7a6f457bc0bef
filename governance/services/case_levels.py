"""Classes of a case out of the choice of recovery levels (docs/method.md §22, §46.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bia.analysis.portfolio import Question, stored_portfolio
from bia.domain.portfolio.choice import choose
from bia.models import System
from governance.models import InvestmentCase
from governance.services.cases import change_case
from lib.errors import GuardsUnmet

ONE_LEVEL = 5


@dataclass(frozen=True)
class Proposed:
    """`classes` as `write_part` takes them. `one_size` is everything on `ONE_LEVEL`, None when
    some system has no such offer; `unmet` names the systems whose objectives no offer meets."""

    classes: list[dict[str, Any]]
    total: Decimal
    one_size: Decimal | None
    unmet: list[str]


def proposed(at: datetime) -> Proposed | None:
    """The cheapest levels that meet every objective, by class; where that is impossible the ones
    that miss as little as possible. None without any offer."""
    asked = stored_portfolio(Question(), at)
    if not asked.offered:
        return None
    found = choose(asked.portfolio, explained=False)
    if not found.feasible:
        asked = stored_portfolio(Question(objectives="soft"), at)
        found = choose(asked.portfolio, explained=False)
    levels = dict(found.levels)
    systems = {one.code: one for one in System.objects.filter(code__in=list(levels))}
    groups = (
        (_("Core systems"), 4, 6), (_("Important systems"), 3, 3), (_("General systems"), 1, 2)
    )  # fmt: skip
    classes: list[dict[str, Any]] = []
    for name, low, high in groups:
        rows = [one for one in asked.offered if low <= levels.get(one.named.code, 0) <= high]
        if not rows:
            continue
        chosen = [levels[one.named.code] for one in rows]
        amount = sum((_cost(one, levels[one.named.code]) for one in rows), Decimal(0))
        classes.append({
            "name": name, "level_from": min(chosen), "level_to": max(chosen), "amount": amount,
            "systems": sorted((systems[one.named.code] for one in rows), key=lambda s: s.code),
        })  # fmt: skip
    tops = [[o.cost for o in one.options if o.level == ONE_LEVEL] for one in asked.offered]
    one_size = sum((top[0] for top in tops), Decimal(0)) if all(tops) else None
    total = sum((one["amount"] for one in classes), Decimal(0))
    unmet = sorted({one.key for one in found.violations})
    return Proposed(classes, total, one_size, unmet)


def take_levels(
    case: InvestmentCase, *, by: User, at: datetime, read_version: int | None = None
) -> list[str]:
    """The classes of the draft become the proposed ones. Raises GuardsUnmet without any offer,
    and what `change_case` raises."""
    found = proposed(at)
    if found is None:
        words = _("No system says yet what its recovery levels would cost.")
        raise GuardsUnmet.one("no_options", words)
    fields: dict[str, Any] = {"classes": found.classes}
    if found.one_size is not None:
        fields["one_size_amount"] = found.one_size
    return change_case(case, read_version=read_version, by=by, at=at, **fields)


def _cost(offered: Any, level: int) -> Decimal:
    cost: Decimal = next(o.cost for o in offered.options if o.level == level)
    return cost
