"""Checks of the rules around a set: chain, freshness, retention, ages, encryption, restore test.

Ages and limits in whole seconds. A rule the policy does not set is "not_asked".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backups.domain.checks.result import Check, not_asked

DAY_S = 86_400
RESTORE_TEST_S = 31 * DAY_S


def chain(obstacle: str, length: int) -> Check:
    """`obstacle` of backups/domain/chain.py; `measured` is how many sets a restore needs."""
    if obstacle == "no_parent" or obstacle.startswith("parent_"):
        outcome = "not_run" if obstacle == "parent_unverified" else "fail"
        return Check("chain", outcome, obstacle, {"sets": length}, length)
    return Check("chain", "pass", "chain_whole", {"sets": length}, length)


def freshness(status: str, age_s: int | None, required_s: int | None) -> Check:
    """`status` of a family's point: met, missed, nothing, no_target (docs/method.md §28.2)."""
    if status == "nothing":
        return Check("freshness", "fail", "nothing_restorable", {}, None, required_s)
    if status == "no_target" or required_s is None or age_s is None:
        return Check("freshness", "not_run", "no_rpo", {"age_s": age_s}, age_s)
    outcome = "pass" if status == "met" else "fail"
    params = {"age_s": age_s, "limit_s": required_s}
    return Check("freshness", outcome, f"rpo_{status}", params, age_s, required_s)


@dataclass(frozen=True)
class Kept:
    """What there is of the policy: how many sets are kept besides this one and how old it is.

    `expired_but_there` counts sets whose time is over and whose files still lie there. Lock ends
    are of the copies at locations that are said to be immutable, None: not known.
    """

    age_s: int
    sets: int
    expired_but_there: int = 0
    oldest_s: int = 0
    locks: tuple[datetime | None, ...] = ()


def retention(
    kept: Kept,
    *,
    retention_s: int | None,
    retention_count: int | None,
    legal_s: int | None,
    stands_at: datetime | None,
) -> Check:
    """Too many (overdue deletion), locks that end too early, too few. Oldest rule first."""
    if retention_s is None and retention_count is None and legal_s is None:
        return not_asked("retention")
    if kept.expired_but_there:
        params = {"sets": kept.expired_but_there, "oldest_s": kept.oldest_s}
        return Check("retention", "overdue", "deletion_overdue", params, kept.oldest_s, retention_s)
    longest = max(retention_s or 0, legal_s or 0)
    if stands_at is not None and longest:
        needed = stands_at + timedelta(seconds=longest)
        known = [end for end in kept.locks if end is not None]
        if known and min(known) < needed:
            short_s = int((needed - min(known)).total_seconds())
            return Check("retention", "fail", "lock_too_short", {"short_s": short_s}, short_s, 0)
        if len(known) < len(kept.locks):
            return Check("retention", "warn", "lock_unknown", {"copies": len(kept.locks)})
    if retention_count is not None and kept.sets < retention_count:
        params = {"sets": kept.sets, "limit": retention_count}
        return Check("retention", "warn", "too_few", params, kept.sets, retention_count)
    params = {"sets": kept.sets}
    return Check("retention", "pass", "kept_as_wanted", params, kept.sets, retention_count)


def verification_age(
    age_s: int | None, *, verify_every_s: int | None, retention_s: int | None
) -> Check:
    """Is every byte read in time, and would damage be found before the last good set is gone?

    The second is a rule between two figures of the policy: the period of verification must be
    below the retention (backups.md §4.2). `age_s` None: something was never read.
    """
    name = "verification_age"
    limits = {"limit_s": verify_every_s, "retention_s": retention_s}
    if verify_every_s is None:
        if retention_s is None:
            return not_asked(name)
        if age_s is not None and age_s >= retention_s:
            return Check(
                name, "fail", "older_than_retention", limits | {"age_s": age_s}, age_s, retention_s
            )
        return Check(name, "warn", "never_again", limits, age_s, retention_s)
    if retention_s is not None and verify_every_s >= retention_s:
        return Check(name, "fail", "period_beyond_retention", limits, verify_every_s, retention_s)
    if age_s is None:
        return Check(name, "not_run", "never_read_whole", limits, None, verify_every_s)
    params = limits | {"age_s": age_s}
    if age_s > verify_every_s:
        return Check(name, "overdue", "read_too_long_ago", params, age_s, verify_every_s)
    return Check(name, "pass", "read_in_time", params, age_s, verify_every_s)


def three_two_one(of_three: int, of_five: int, missing: tuple[str, ...], copies: int) -> Check:
    """`missing`: the rules not met of copies, media, offsite, unchangeable, no_errors."""
    params = {"of_three": of_three, "of_five": of_five, "copies": copies, "missing": list(missing)}
    if of_three < 3:
        return Check("three_two_one", "fail", f"rule_{missing[0]}", params, of_three, 3)
    if of_five < 5:
        return Check("three_two_one", "warn", f"rule_{missing[0]}", params, of_five, 5)
    return Check("three_two_one", "pass", "rule_met", params, of_five, 5)


def encryption(
    wanted: str,
    key: str,
    *,
    sampled: int,
    plain: int,
    plain_path: str = "",
    key_tested: bool = False,
) -> Check:
    """`plain` of `sampled` files look like something that can be read without a key."""
    name = "encryption"
    if not wanted:
        return not_asked(name)
    if not sampled:
        return Check(name, "not_run", "nothing_sampled", {"wanted": wanted})
    if plain:
        params = {"files": plain, "sampled": sampled, "path": plain_path, "wanted": wanted}
        return Check(name, "fail", "not_encrypted", params, plain, 0)
    if not key:
        return Check(name, "warn", "key_unknown", {"wanted": wanted})
    params = {"wanted": wanted, "key": key, "sampled": sampled}
    if not key_tested:
        return Check(name, "warn", "key_untested", params)
    return Check(name, "pass", "encrypted", params, 0, 0)


def restore_test(outcome: str, age_s: int | None, every_s: int | None, reason: str = "") -> Check:
    """Of the family's last finished restore test; "" when there never was one."""
    name, limit = "restore_test", every_s if every_s is not None else RESTORE_TEST_S
    if not outcome or age_s is None:
        return Check(name, "not_run", "never_restored", {"limit_s": limit}, None, limit)
    params = {"age_s": age_s, "limit_s": limit, "because": reason}
    if outcome == "fail":
        return Check(name, "fail", "restore_failed", params, age_s, limit)
    if outcome == "not_run":
        return Check(name, "not_run", "restore_not_run", params, age_s, limit)
    if age_s > limit:
        return Check(name, "overdue", "restore_too_long_ago", params, age_s, limit)
    return Check(name, "pass", "restored", params, age_s, limit)
