"""The ledger of ages: the sums of the database are those of the rules, now and then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from backups.bundle.scope import Scope
from backups.domain.ledger import Coverage, Stretch, cover, total
from backups.models import BackupCopy, BackupPolicy, BackupSet, CopyPart, VerificationSlice
from backups.services.ledger import coverage_by_system
from tests import factories
from tests.backups import made
from tests.factories import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRETCHES = [
    Stretch(3, 300, NOON - 2 * DAY, "pass", 30 * 86_400, NOON - 9 * DAY),
    Stretch(1, 100, NOON - 40 * DAY, "warn", 30 * 86_400, NOON - 50 * DAY),
    Stretch(2, 50, NOON - DAY, "fail", 30 * 86_400, NOON - 9 * DAY),
    Stretch(4, 70, None, "", 86_400, NOON - 2 * DAY),
    Stretch(5, 10, NOON - DAY, "not_run", None, NOON - 8 * DAY),
]


def test_every_byte_counts_once_and_overdue_beside() -> None:
    assert cover(STRETCHES, NOON) == Coverage(
        objects=15, size=530, good_objects=4, good_size=400, bad_objects=2, bad_size=50,
        unread_objects=9, unread_size=80, overdue_objects=5, overdue_size=170,
        oldest_read_at=NOON - 40 * DAY, unread_since=NOON - 8 * DAY, stretches=5,
    )  # fmt: skip


def test_there_is_no_largest_age_while_something_is_unread() -> None:
    assert cover(STRETCHES, NOON).age_s(NOON) is None
    assert cover(STRETCHES[:3], NOON).age_s(NOON) == 40 * 86_400
    assert cover([], NOON).age_s(NOON) is None


def test_exactly_the_limit_is_in_time() -> None:
    one = Stretch(1, 1, NOON - DAY, "pass", 86_400, NOON - DAY)
    assert cover([one], NOON).overdue_size == 0
    assert cover([one], NOON + timedelta(seconds=1)).overdue_size == 1


def test_empty_files_count_by_number() -> None:
    some = [Stretch(3, 0, NOON, "pass", None, NOON), Stretch(1, 0, None, "", None, NOON)]
    assert cover(some, NOON).good_share == 0.75
    assert cover([], NOON).good_share is None


def test_coverages_add_up() -> None:
    parts = [cover(STRETCHES[:2], NOON), cover(STRETCHES[2:], NOON)]
    assert total(parts) == cover(STRETCHES, NOON)


def _stored(at: object) -> None:
    """The same five stretches as parts of copies of one system."""
    policy = made.policy("orders-full", verify_every_s=30 * 86_400, verify_within_s=86_400)
    free = made.policy("orders-free", verify_within_s=99 * 86_400)
    place = made.location()
    for number, one in enumerate(STRETCHES):
        shift = at - NOON  # type: ignore[operator]
        owner = free if one.limit_s is None else policy
        backup = made.backup_set(owner, at=one.since + shift - timedelta(minutes=21), due_at=None)
        copy = made.copy(backup, place, path=f"x{number}")
        read_at = one.read_at + shift if one.read_at else None
        part = CopyPart.objects.create(
            copy=copy, number=0, first_path="a", last_path="b", files=one.objects, bytes=one.size,
            read_at=read_at, result=one.result,
        )  # fmt: skip
        run = made.verification(backup)
        if read_at and one.result != "not_run":
            VerificationSlice.objects.create(
                verification=run, copy=copy, part=part, state="done", started_at=read_at,
                finished_at=read_at + HOUR / 2, figures={"verdicts": {
                    "corrupt": int(one.result == "fail"), "ok": one.objects,
                    "flaky_read": int(one.result == "warn")}},
            )  # fmt: skip


@pytest.mark.django_db
def test_the_database_sums_by_the_same_rules() -> None:
    _stored(NOON)
    found = coverage_by_system(Scope(NOON - DAY, NOON, live=True))
    assert list(found.values()) == [cover(STRETCHES, NOON)]


@pytest.mark.django_db
def test_the_past_is_told_by_the_slices() -> None:
    factories.organisation()  # the transaction, whose beginning is the time of its history
    at = timezone.now()
    _stored(at)
    CopyPart.objects.update(read_at=None, result="")  # what happened since changes nothing
    found = coverage_by_system(Scope(at - DAY, at))
    assert list(found.values()) == _moved(at)


def _moved(at: object) -> list[Coverage]:
    shift = at - NOON  # type: ignore[operator]
    unread = STRETCHES[4]._replace(read_at=None, limit_s=99 * 86_400)
    return [
        cover(
            [
                one._replace(
                    read_at=one.read_at + shift if one.read_at else None, since=one.since + shift
                )
                for one in [*STRETCHES[:4], unread]
            ],
            at,  # type: ignore[arg-type]
        )
    ]


@pytest.mark.django_db
def test_a_copy_nobody_looked_into_counts_as_unread() -> None:
    policy = made.policy(verify_within_s=86_400)
    backup = made.backup_set(policy, state="registered", size_bytes=700, file_count=7)
    made.copy(backup, made.location())
    at = NOON + 3 * DAY
    [found] = coverage_by_system(Scope(NOON, at, live=True)).values()
    assert (found.unread_size, found.overdue_size, found.age_s(at)) == (700, 700, None)


@pytest.mark.django_db
def test_what_is_gone_is_not_covered() -> None:
    policy = made.policy()
    made.copy(made.backup_set(policy), made.location(), state="missing")
    assert coverage_by_system(Scope(NOON, NOON, live=True)) == {}
    assert BackupPolicy.objects.count() == BackupSet.objects.count() == BackupCopy.objects.count()
