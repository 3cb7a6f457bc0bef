"""The checks of a run beside its bytes: what the set says of itself, and the rules around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Min

from backups.domain import score as scoring
from backups.domain.chain import Link, chain_of
from backups.domain.checks import policy as rules
from backups.domain.checks.naming import naming
from backups.domain.checks.result import Check, not_asked
from backups.domain.log_reading.check import log_check
from backups.domain.plausibility import Sample, size_check
from backups.models import (
    BackupLocation,
    BackupPolicy,
    BackupSet,
    RestoreTest,
    RunState,
    SetState,
)
from backups.recovery_points import recovery_points
from backups.services.expiry import past_retention
from backups.services.verification_facts import CopyRun

SAMPLES = 60


def own_checks(one: BackupSet, copies: Sequence[CopyRun], *, at: datetime) -> list[Check]:
    """Size, log, name and encryption; also writes the size into a set that came without one."""
    _measure(one, copies)
    return [_size(one), _log(one), _naming(one, copies), _encryption(one)]


def rule_checks(one: BackupSet, copies: Sequence[CopyRun], *, at: datetime) -> list[Check]:
    """Chain, freshness, retention, ages, 3-2-1 and restore test, after the states are settled."""
    return [
        _chain(one),
        _freshness(one, at),
        _retention(one, copies, at),
        _age(one, at),
        _three_two_one(one, at),
        _restore_test(one, at),
    ]


def _measure(one: BackupSet, copies: Sequence[CopyRun]) -> None:
    """What was found at the first complete reading, where the backup did not say it."""
    if one.size_bytes is not None and one.file_count is not None:
        return
    for each in copies:
        if each.facts.looked and each.facts.present and each.facts.parts:
            if one.size_bytes is None:
                one.size_bytes = sum(each.row.parts.values_list("bytes", flat=True))
            if one.file_count is None:
                one.file_count = each.facts.files
            return


def _size(one: BackupSet) -> Check:
    policy = one.policy
    stands_at = one.restore_point_at or one.arrived_at
    before = (
        BackupSet.objects.filter(policy=policy, kind=one.kind, size_bytes__isnull=False)
        .exclude(pk=one.pk)
        .exclude(state__in=[SetState.FAILED.value, SetState.EXPECTED.value])
        .filter(quarantined_at__isnull=True)
    )
    if stands_at is not None:
        before = before.filter(restore_point_at__lt=stands_at)
    zone = ZoneInfo(policy.timezone)
    rows = before.order_by("-restore_point_at").values_list(
        "size_bytes", "restore_point_at", "file_count"
    )[:SAMPLES]
    samples = [
        Sample(size, point.astimezone(zone), files)
        for size, point, files in rows
        if point is not None and size is not None
    ]
    return size_check(
        one.size_bytes,
        samples,
        at=stands_at.astimezone(zone) if stands_at else None,
        method=one.kind,
        tolerance_percent=policy.size_tolerance_percent,
        smallest_bytes=policy.smallest_bytes,
    )


def _log(one: BackupSet) -> Check:
    policy = one.policy
    return log_check(
        one.log if one.log_given else None,
        tool=one.tool,
        required=policy.log_required,
        failure_patterns=policy.failure_patterns,
        allowed_patterns=policy.allowed_patterns,
        success_pattern=policy.success_pattern,
    )


def _naming(one: BackupSet, copies: Sequence[CopyRun]) -> Check:
    policy = one.policy
    found = [each.row.path.rpartition("/")[2] for each in copies if each.facts.present]
    return naming(
        found,
        pattern=policy.naming_pattern,
        asked=bool(policy.naming_pattern) or one.arrived_by == "scan",
        method=one.kind,
        data_class=policy.data_class,
        code=policy.code,
        restore_point_at=one.restore_point_at,
        zone=policy.timezone,
    )


def _encryption(one: BackupSet) -> Check:
    seen = one.facts.get("sample", {})
    tested = RestoreTest.objects.filter(
        backup_set__policy=one.policy_id, outcome__in=["pass", "warn"]
    )
    return rules.encryption(
        one.policy.encryption,
        one.policy.encryption_key,
        sampled=seen.get("sampled", 0),
        plain=seen.get("plain", 0),
        plain_path=seen.get("plain_path", ""),
        key_tested=bool(one.policy.encryption) and tested.exists(),
    )


def _chain(one: BackupSet) -> Check:
    return rules.chain(one.obstacle, len(links_of(one)))


def links_of(one: BackupSet) -> list[Link]:
    """The set and what it builds on, oldest first."""
    family = BackupSet.objects.filter(
        policy__system=one.policy.system_id, policy__data_class=one.policy.data_class
    ).exclude(state=SetState.EXPECTED.value)
    if one.parent_id is None:
        family = family.filter(pk=one.pk)
    rows = family.values_list(
        "id", "kind", "state", "restore_point_at", "parent_id", "quarantined_at"
    )
    links = {
        pk: Link(pk, kind, state, point, parent, aside is not None)
        for pk, kind, state, point, parent, aside in rows
    }
    return chain_of(one.pk, links)


def _freshness(one: BackupSet, at: datetime) -> Check:
    system = one.policy.system_id
    for family in recovery_points(at, [system])[system].families:
        if family.data_class == one.policy.data_class:
            return rules.freshness(family.status, family.age_s, family.required_s)
    return not_asked("freshness")


def _retention(one: BackupSet, copies: Sequence[CopyRun], at: datetime) -> Check:
    policy = one.policy
    stands_at = one.restore_point_at or one.arrived_at
    kept = BackupSet.objects.filter(policy=policy).exclude(
        state__in=[SetState.EXPECTED.value, SetState.EXPIRED.value, SetState.MISSING.value]
    )
    count = kept.count()
    late, oldest = _overdue(policy, at)
    locks = tuple(each.row.immutable_until for each in copies if each.row.location.immutable)
    return rules.retention(
        rules.Kept(_seconds(stands_at, at) or 0, count, late, oldest, locks),
        retention_s=policy.retention_s,
        retention_count=policy.retention_count,
        legal_s=policy.legal_retention_s,
        stands_at=stands_at,
    )


def _overdue(policy: BackupPolicy, at: datetime) -> tuple[int, int]:
    """How many sets are past their time and still there, and the age of the oldest (seconds)."""
    sums = past_retention(policy, at).aggregate(count=Count("id"), oldest=Min("restore_point_at"))
    return sums["count"], _seconds(sums["oldest"], at) or 0


def _age(one: BackupSet, at: datetime) -> Check:
    return rules.verification_age(
        _seconds(one.oldest_read_at, at),
        verify_every_s=one.policy.verify_every_s,
        retention_s=one.policy.retention_s,
    )


def _three_two_one(one: BackupSet, at: datetime) -> Check:
    policy = one.policy
    home = policy.system.site
    live = BackupLocation.objects.filter(production=True, site=home).select_related("site")
    places = list(live) if home is not None else []
    found = [
        scoring.Copy(place.medium, home.code if home else "", production=True, name=place.name)
        for place in places
    ] or [scoring.Copy("disk", home.code if home else "", production=True)]
    damaged = 0
    for row in one.copies.select_related("location__site"):
        damaged += row.state in ("failed", "missing")
        if scoring.counts(row.state, row.oldest_read_at, policy.verify_every_s, at):
            place = row.location
            found.append(
                scoring.Copy(
                    place.medium, place.site.code if place.site else "", place.offsite,
                    place.immutable or place.offline, name=place.name,
                )
            )  # fmt: skip
    test = _last_test(one)
    tested = test is not None and scoring.restore_test_in_time(
        test.outcome, test.finished_at, policy.restore_test_every_s, at
    )
    points = scoring.score(found, restore_test_ok=tested, damaged_copies=damaged)
    missing = tuple(line.rule for line in points.missing)
    return rules.three_two_one(points.of_three, points.of_five, missing, len(found))


def _restore_test(one: BackupSet, at: datetime) -> Check:
    test = _last_test(one)
    if test is None:
        return rules.restore_test("", None, one.policy.restore_test_every_s)
    age = _seconds(test.finished_at, at)
    return rules.restore_test(test.outcome, age, one.policy.restore_test_every_s, test.reason)


def _last_test(one: BackupSet) -> RestoreTest | None:
    return (
        RestoreTest.objects.filter(
            backup_set__policy__system=one.policy.system_id,
            backup_set__policy__data_class=one.policy.data_class,
            state=RunState.FINISHED.value,
        )
        .order_by("-finished_at")
        .first()
    )


def _seconds(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else max(int((at - since).total_seconds()), 0)
