"""Decimals as the API and reports write them. Rules: docs/method.md §11."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

_CENTS_FROM = 1_000
_TWO = Decimal("0.01")
_FOUR = Decimal("0.0001")


def money_text(amount: Decimal | None) -> str | None:
    """Two decimals from 1,000 upward; below, up to four, for amounts in large units (§11).

    59333.3333… → "59333.33", 2.3333… → "2.3333", 64 → "64.00".
    """
    if amount is None:
        return None
    return _at_least_two(amount, _TWO if abs(amount) >= _CENTS_FROM else _FOUR)


def share_text(share: Decimal | None) -> str | None:
    """A share with two to four decimals: 0.75 → "0.75", 1/3 → "0.3333" (§11)."""
    return None if share is None else _at_least_two(share, _FOUR)


def _at_least_two(value: Decimal, step: Decimal) -> str:
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(step, ROUND_HALF_UP)
        if rounded == rounded.quantize(_TWO):
            rounded = rounded.quantize(_TWO)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"
