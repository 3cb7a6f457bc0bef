"""What the domain refuses: a value that cannot be true, and where it stands."""

from decimal import Decimal

from bia.domain.reasons import Reason, plain_number
from lib.durations import MAX_SECONDS

MAX_NUMBER = Decimal(10) ** 15
"""Scores and amounts beyond this are slips; the limit keeps every answer exact."""


class DomainError(ValueError):
    """`reason` says what is wrong, `field` is a dotted path such as `series.0.points.2.at_s`."""

    def __init__(self, reason: Reason, field: str) -> None:
        self.reason = reason
        self.field = field
        super().__init__(f"{field}: {reason.text}")


def refuse(field: str, code: str, **params: int | str | Decimal) -> DomainError:
    return DomainError(Reason.of(f"refused.{code}", **params), field)


def check_seconds(value: int | None, field: str) -> None:
    """A duration is 0 … MAX_SECONDS; None ("not set") passes."""
    if value is None:
        return
    if value < 0:
        raise refuse(field, "negative")
    if value > MAX_SECONDS:
        raise refuse(field, "too_large", limit=str(MAX_SECONDS))


def check_number(value: Decimal | None, field: str) -> None:
    """A finite, non-negative decimal within MAX_NUMBER; None passes."""
    if value is None:
        return
    if not value.is_finite():
        raise refuse(field, "not_a_number")
    if value < 0:
        raise refuse(field, "negative")
    if value > MAX_NUMBER:
        raise refuse(field, "too_large", limit=plain_number(MAX_NUMBER))


def check_share(value: Decimal | None, field: str) -> None:
    """A share lies between 0 and 1; None passes."""
    check_number(value, field)
    if value is not None and value > 1:
        raise refuse(field, "over_one")
