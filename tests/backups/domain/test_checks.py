"""The checks on plain values, and how they add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backups.domain.checks import policy as rules
from backups.domain.checks.content import CopyFacts, checksum, completeness, copy_state, set_state
from backups.domain.checks.naming import naming
from backups.domain.checks.result import Check, not_asked, overall

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = 86_400


def _facts(**changes: Any) -> CopyFacts:
    plain: dict[str, Any] = {"copy": 1, "files": 3, "bytes_read": 9, "parts": 1}
    return CopyFacts(**(plain | {"verdicts": {"ok": 3}} | changes))


@pytest.mark.parametrize(
    ("changes", "sum_of_bytes", "all_there", "state"),
    [
        ({}, ("pass", "all_match"), ("pass", "all_there"), "verified"),
        (
            {"verdicts": {"ok": 2, "corrupt": 1}}, ("fail", "files_corrupt"),
            ("pass", "all_there"), "failed",
        ),
        (
            {"verdicts": {"ok": 2, "missing": 1}}, ("pass", "all_match"),
            ("fail", "files_missing"), "failed",
        ),
        (
            {"verdicts": {"flaky_read": 1}}, ("warn", "files_flaky_read"),
            ("pass", "all_there"), "verified",
        ),
        (
            {"present": False}, ("not_run", "copy_missing"), ("fail", "copy_missing"), "missing",
        ),
        (
            {"looked": False, "problem": "timeout"}, ("not_run", "timeout"),
            ("not_run", "timeout"), "registered",
        ),
        (
            {"problem": "timeout", "unread_parts": 1}, ("not_run", "timeout"),
            ("pass", "all_there"), "registered",
        ),
        ({"bad_parts": 1}, ("fail", "bad_before"), ("pass", "all_there"), "failed"),
        ({"unread_parts": 1}, ("not_run", "parts_unread"), ("pass", "all_there"), "registered"),
        ({"disputed": 1}, ("fail", "copies_differ"), ("pass", "all_there"), "failed"),
        (
            {"recorded": True, "verdicts": {"new": 3}}, ("warn", "recorded_first"),
            ("warn", "no_manifest"), "verified",
        ),
        ({"bytes_read": 0}, ("pass", "read_earlier"), ("pass", "all_there"), "verified"),
        (
            {"files": 0, "parts": 0, "verdicts": {}}, ("not_run", "nothing_to_read"),
            ("fail", "copy_empty"), "failed",
        ),
    ],
)  # fmt: skip
def test_a_copy(
    changes: dict[str, Any], sum_of_bytes: tuple[str, str], all_there: tuple[str, str], state: str
) -> None:
    facts = _facts(**changes)
    found = [(one.outcome, one.reason) for one in (checksum(facts), completeness(facts))]
    assert found == [sum_of_bytes, all_there]
    assert copy_state(facts, "registered") == state


def test_what_could_not_be_looked_at_keeps_its_state() -> None:
    away = _facts(looked=False, problem="timeout")
    assert [copy_state(away, before) for before in ("verified", "failed", "verifying")] == [
        "verified", "failed", "registered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("copies", "failed", "before", "state"),
    [
        ({"verified": 1, "failed": 2}, False, "verified", "verified"),
        ({"verified": 1}, True, "verified", "failed"),
        ({"failed": 1, "missing": 1}, False, "verified", "failed"),
        ({"missing": 2}, False, "verified", "missing"),
        ({"missing": 2, "expired": 1}, False, "verified", "missing"),
        ({"registered": 1, "failed": 1}, False, "registered", "registered"),
        ({}, False, "registered", "registered"),
    ],
)
def test_a_set_from_its_copies(
    copies: dict[str, int], failed: bool, before: str, state: str
) -> None:
    assert set_state(copies, failed, before) == state


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([Check("checksum", "pass", ""), Check("completeness", "pass", "")], "pass"),
        ([Check("checksum", "pass", ""), Check("three_two_one", "fail", "")], "warn"),
        ([Check("checksum", "pass", ""), Check("retention", "overdue", "")], "warn"),
        ([Check("checksum", "pass", ""), Check("size", "fail", "")], "fail"),
        ([Check("checksum", "not_run", "timeout"), Check("size", "pass", "")], "not_run"),
        ([Check("checksum", "not_run", ""), Check("checksum", "pass", "")], "warn"),
        ([Check("checksum", "pass", ""), not_asked("encryption")], "pass"),
        ([Check("checksum", "not_run", ""), Check("completeness", "fail", "")], "fail"),
        ([], "not_run"),
    ],
)
def test_a_run_is_never_green_without_its_bytes(checks: list[Check], expected: str) -> None:
    assert overall(checks) == expected


@pytest.mark.parametrize(
    ("age_s", "every_s", "retention_s", "expected"),
    [
        (DAY, 30 * DAY, 90 * DAY, ("pass", "read_in_time")),
        (31 * DAY, 30 * DAY, 90 * DAY, ("overdue", "read_too_long_ago")),
        (30 * DAY, 30 * DAY, 90 * DAY, ("pass", "read_in_time")),
        (DAY, 90 * DAY, 90 * DAY, ("fail", "period_beyond_retention")),
        (None, 30 * DAY, None, ("not_run", "never_read_whole")),
        (DAY, None, 90 * DAY, ("warn", "never_again")),
        (90 * DAY, None, 90 * DAY, ("fail", "older_than_retention")),
        (DAY, None, None, ("not_run", "not_asked")),
    ],
)
def test_damage_must_be_found_before_the_last_good_set_is_gone(
    age_s: int | None, every_s: int | None, retention_s: int | None, expected: tuple[str, str]
) -> None:
    check = rules.verification_age(age_s, verify_every_s=every_s, retention_s=retention_s)
    assert (check.outcome, check.reason) == expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({}, ("pass", "kept_as_wanted")),
        ({"expired_but_there": 2, "oldest_s": 99}, ("overdue", "deletion_overdue")),
        ({"locks": (NOON + timedelta(days=29),)}, ("fail", "lock_too_short")),
        ({"locks": (NOON + timedelta(days=30),)}, ("pass", "kept_as_wanted")),
        ({"locks": (None,)}, ("warn", "lock_unknown")),
        ({"sets": 2}, ("warn", "too_few")),
    ],
)
def test_retention_tells_too_few_too_many_and_locks(
    kept: dict[str, Any], expected: tuple[str, str]
) -> None:
    check = rules.retention(
        rules.Kept(**({"age_s": 0, "sets": 3} | kept)), retention_s=30 * DAY, retention_count=3,
        legal_s=None, stands_at=NOON,
    )  # fmt: skip
    assert (check.outcome, check.reason) == expected


@pytest.mark.parametrize(
    ("obstacle", "expected"),
    [
        ("", ("pass", "chain_whole")),
        ("failed", ("pass", "chain_whole")),
        ("parent_failed", ("fail", "parent_failed")),
        ("parent_unverified", ("not_run", "parent_unverified")),
        ("no_parent", ("fail", "no_parent")),
    ],
)
def test_a_chain(obstacle: str, expected: tuple[str, str]) -> None:
    check = rules.chain(obstacle, 3)
    assert (check.outcome, check.reason, check.measured) == (*expected, 3)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"sampled": 3, "plain": 0, "key_tested": True}, ("pass", "encrypted")),
        ({"sampled": 3, "plain": 0}, ("warn", "key_untested")),
        ({"sampled": 3, "plain": 1}, ("fail", "not_encrypted")),
        ({"sampled": 0, "plain": 0}, ("not_run", "nothing_sampled")),
    ],
)
def test_encryption(how: dict[str, Any], expected: tuple[str, str]) -> None:
    check = rules.encryption("AES-256", "key-1", **how)
    assert (check.outcome, check.reason) == expected
    assert rules.encryption("", "", sampled=1, plain=1).reason == "not_asked"


@pytest.mark.parametrize(
    ("outcome", "age_s", "expected"),
    [
        ("pass", 31 * DAY, ("pass", "restored")),
        ("warn", 31 * DAY + 1, ("overdue", "restore_too_long_ago")),
        ("fail", 1, ("fail", "restore_failed")),
        ("", None, ("not_run", "never_restored")),
    ],
)
def test_restore_test(outcome: str, age_s: int | None, expected: tuple[str, str]) -> None:
    check = rules.restore_test(outcome, age_s, None)
    assert (check.outcome, check.reason) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20260302订单数据全量备份.bak", ("pass", "name_fits")),
        ("20260302订单数据增量备份.bak", ("fail", "name_of_another")),
        ("20260301用户数据全量备份.bak", ("fail", "name_of_another")),
        ("orders.dump", ("fail", "name_does_not_fit")),
        ("20260202订单数据全量备份.bak", ("warn", "name_contradicts_time")),
    ],
)
def test_naming(name: str, expected: tuple[str, str]) -> None:
    check = naming(
        [name], pattern="", asked=True, method="full", data_class="订单数据", code="orders",
        restore_point_at=NOON, zone="UTC",
    )  # fmt: skip
    assert (check.outcome, check.reason) == expected
