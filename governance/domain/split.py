"""Money by class of systems, against one level for all of them. Rules: docs/method.md §46.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Share:
    name: str
    amount: Decimal
    share: Decimal | None


@dataclass(frozen=True)
class Split:
    """`extra` is what the one level costs on top (negative: it is the cheaper one), and
    `saving_share` the part of it that the classes save. None without such an amount."""

    total: Decimal
    shares: tuple[Share, ...]
    one_size: Decimal | None
    extra: Decimal | None
    saving_share: Decimal | None


def split(classes: Sequence[tuple[str, Decimal]], one_size: Decimal | None = None) -> Split:
    """300 / 150 / 50 are 60 / 30 / 10 %; 1500 for all are 1000 more (AT-014, AT-015)."""
    total = sum((amount for _name, amount in classes), Decimal(0))
    shares = tuple(
        Share(name, amount, amount / total if total else None) for name, amount in classes
    )
    extra = None if one_size is None else one_size - total
    saving = extra / one_size if one_size and extra is not None else None
    return Split(total, shares, one_size, extra, saving)
