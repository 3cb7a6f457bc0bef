"""AT-038: the real-time copy first, then the latest daily one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backups.domain.restore_choice import Candidate, CopyCandidate, choose_set, in_order

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def candidate(id: int, hours: int, *, realtime: bool = False, restorable: bool = True) -> Candidate:
    return Candidate(id, realtime, NOON - timedelta(hours=hours), restorable)


DAILY = [candidate(1, 58), candidate(2, 34), candidate(3, 10)]


def test_the_real_time_copy_is_taken_while_there_is_one() -> None:
    chosen = choose_set([*DAILY, candidate(4, 11, realtime=True)])

    assert chosen is not None
    assert chosen.id == 4


def test_without_it_the_latest_daily_one_is_taken() -> None:
    chosen = choose_set([*DAILY, candidate(4, 0, realtime=True, restorable=False)])

    assert chosen is not None
    assert chosen.id == 3


def test_what_is_not_restorable_is_never_taken() -> None:
    assert choose_set([candidate(1, 1, restorable=False)]) is None
    assert choose_set([]) is None


def test_copies_are_tried_verified_first_then_at_hand() -> None:
    rows = [
        CopyCandidate(1, verified=True, missing=False, offline=False, offsite=True, order=0),
        CopyCandidate(2, verified=False, missing=False, offline=False, offsite=False, order=1),
        CopyCandidate(3, verified=True, missing=False, offline=False, offsite=False, order=2),
        CopyCandidate(4, verified=True, missing=True, offline=False, offsite=False, order=3),
        CopyCandidate(5, verified=True, missing=False, offline=True, offsite=False, order=4),
    ]
    assert [one.id for one in in_order(rows)] == [3, 1, 2]
