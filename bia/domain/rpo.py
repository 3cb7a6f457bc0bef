"""How much data may be lost, and how much is lost at worst. Rules: docs/method.md §4."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bia.domain.errors import check_number, check_seconds
from bia.domain.reasons import Reason
from bia.domain.targets import LADDER_S, largest_step

DAY_S = 86_400

Limit = Literal["tolerated_loss", "reentry_capacity", "legal_limit"]


@dataclass(frozen=True)
class RpoSuggestion:
    """`rpo_s` is None when no limit is known; `limit` names the strictest one."""

    rpo_s: int | None
    limit: Limit | None
    limit_s: int | None
    because: Reason


@dataclass(frozen=True)
class DataLoss:
    """The oldest state one may have to go back to, against the target (None: not set)."""

    worst_s: int
    gap_s: int | None
    met: bool | None
    because: Reason


def suggest_rpo(
    per_day: Decimal | None = None,
    tolerated_records: Decimal | None = None,
    reentry_records: Decimal | None = None,
    legal_limit_s: int | None = None,
    ladder: Sequence[int] = LADDER_S,
) -> RpoSuggestion:
    """The longest step of the ladder within the strictest limit that is known (§4.1).

    `per_day` records arrive; `tolerated_records` may be lost, `reentry_records` can be keyed
    in again. A rate that is 0 or not set makes no limit out of records. Raises DomainError.
    """
    check_number(per_day, "per_day")
    check_number(tolerated_records, "tolerated_records")
    check_number(reentry_records, "reentry_records")
    check_seconds(legal_limit_s, "legal_limit_s")
    limits: list[tuple[int, Limit]] = []
    if legal_limit_s is not None:
        limits.append((legal_limit_s, "legal_limit"))
    if per_day is not None and per_day > 0:
        if tolerated_records is not None:
            limits.append((int(tolerated_records * DAY_S / per_day), "tolerated_loss"))
        if reentry_records is not None:
            limits.append((int(reentry_records * DAY_S / per_day), "reentry_capacity"))
    if not limits:
        return RpoSuggestion(None, None, None, Reason.of("rpo.no_limit"))
    limit_s, limit = min(limits)
    rpo_s = largest_step(ladder, limit_s)
    if rpo_s is None:
        coarse = Reason.of("rpo.ladder_too_coarse", by=limit, limit_s=limit_s)
        return RpoSuggestion(None, limit, limit_s, coarse)
    because = Reason.of("rpo.suggested", by=limit, limit_s=limit_s, rpo_s=rpo_s)
    return RpoSuggestion(rpo_s, limit, limit_s, because)


def worst_data_loss(
    interval_s: int, backup_s: int = 0, lag_s: int = 0, rpo_s: int | None = None
) -> DataLoss:
    """Interval + duration of the backup + transfer lag; replication is its lag alone (§4.2)."""
    given = (("interval_s", interval_s), ("backup_s", backup_s), ("lag_s", lag_s))
    for field, value in (*given, ("rpo_s", rpo_s)):
        check_seconds(value, field)
    worst_s = interval_s + backup_s + lag_s
    if rpo_s is None:
        return DataLoss(worst_s, None, None, Reason.of("rpo.no_target", worst_s=worst_s))
    gap_s = max(0, worst_s - rpo_s)
    code = "rpo.missed" if gap_s else "rpo.met"
    because = Reason.of(code, worst_s=worst_s, gap_s=gap_s, rpo_s=rpo_s)
    return DataLoss(worst_s, gap_s, gap_s == 0, because)
