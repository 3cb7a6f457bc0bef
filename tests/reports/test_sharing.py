"""Workers share one report by its parts, and any of them can be lost or told to stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from lib.errors import GuardsUnmet
from reports.models import Report, ReportPart
from reports.services import parts, queue
from reports.services.building import build
from reports.services.requests import cancel_report
from reports.services.sharing import help_with
from tests import factories
from tests.factories import NOON, api, login
from tests.reports.builders import asked

pytestmark = pytest.mark.django_db
AFTER = NOON + parts.PART_LEASE


def always() -> bool:
    return True


def at(moment: datetime = NOON) -> Callable[[], datetime]:
    return lambda: moment


def laid_out(by: User, count: int) -> Report:
    asked(by)
    report = queue.claim(at=NOON)
    assert report is not None
    queue.save_plan(report, plan={}, at=NOON)
    parts.lay_out(report, count=count, at=NOON)
    return report


def numbers(claim: parts.Claim | None) -> tuple[int, ...]:
    return claim.numbers if claim else ()


def test_two_workers_never_get_the_same_part(manager: User) -> None:
    report = laid_out(manager, 5)
    taken = [numbers(parts.claim_parts(report, most=2, at=NOON)) for _worker in range(4)]
    assert taken == [(1, 2), (3, 4), (5,), ()]


def test_nobody_takes_more_than_a_share_of_what_is_left(manager: User) -> None:
    report = laid_out(manager, 4)
    assert numbers(parts.claim_parts(report, most=10, at=NOON)) == (1, 2)


def test_a_dead_workers_parts_are_taken_over_after_their_lease(manager: User) -> None:
    report = laid_out(manager, 2)
    parts.claim_parts(report, most=1, at=NOON)
    assert numbers(parts.claim_parts(report, most=1, at=NOON)) == (2,)
    assert parts.shared(at=NOON) is None
    assert parts.shared(at=AFTER) == report
    assert numbers(parts.claim_parts(report, most=1, at=AFTER)) == (1,)


def test_a_worker_that_was_too_slow_keeps_nothing(manager: User) -> None:
    report = laid_out(manager, 1)
    slow = parts.claim_parts(report, most=1, at=NOON)
    parts.claim_parts(report, most=1, at=AFTER)
    assert slow is not None
    with pytest.raises(queue.LeaseLost):
        parts.save_part(slow, number=1, content=b"late", at=AFTER)
    assert ReportPart.objects.get(number=1).content is None


def test_a_part_that_stopped_three_workers_fails_the_report(manager: User) -> None:
    report = laid_out(manager, 1)
    for turn in range(4):
        parts.claim_parts(report, most=1, at=NOON + turn * parts.PART_LEASE)
    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", queue.GAVE_UP)


def test_whoever_finishes_the_last_part_lets_the_report_be_joined(manager: User) -> None:
    report = laid_out(manager, 2)
    mine = parts.claim_parts(report, most=1, at=NOON)
    theirs = parts.claim_parts(report, most=1, at=NOON)
    assert mine is not None
    assert theirs is not None
    parts.save_part(mine, number=1, content=b"1", at=NOON)
    queue.leave_to_others(report, at=NOON)
    assert queue.claim(at=NOON) is None
    parts.save_part(theirs, number=2, content=b"2", at=NOON)
    again = queue.claim(at=NOON)
    assert (again, again and again.attempts) == (report, 1)


def test_one_renders_what_another_left_and_nothing_twice(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.kinds.gaps import GapsKind

    factories.process("alpha")
    report = asked(manager, kind="gaps")
    rendered: list[tuple[str, int]] = []
    real = GapsKind.part
    who = ["holder"]

    def part(self: GapsKind, subject: Any, piece: Any, number: int) -> Any:
        rendered.append((who[0], number))
        if who[0] == "holder" and len(rendered) == 1:
            # Another worker looks for work while the first part of this one is in the making.
            who[0] = "helper"
            assert parts.shared(at=NOON) == report
            assert help_with(report, go_on=always, clock=at()) > 0
            who[0] = "holder"
        return real(self, subject, piece, number)

    monkeypatch.setattr(GapsKind, "part", part)
    build(queue.claim(at=NOON), clock=at())
    report.refresh_from_db()
    assert report.state == "done"
    assert {name for name, _number in rendered} == {"holder", "helper"}
    assert len(rendered) == len({number for _name, number in rendered})


def test_a_cancelled_report_is_built_no_further(manager: User) -> None:
    report = laid_out(manager, 2)
    claim = parts.claim_parts(report, most=1, at=NOON)
    assert claim is not None
    cancel_report(report, by=manager, at=NOON)
    with pytest.raises(queue.LeaseLost):
        parts.save_part(claim, number=1, content=b"1", at=NOON)
    with pytest.raises(queue.LeaseLost):
        queue.renew(report, at=NOON)
    report.refresh_from_db()
    assert (report.state, report.parts.count(), report.finished_at) == ("cancelled", 0, NOON)
    assert queue.claim(at=NOON + timedelta(days=1)) is None


def test_what_is_over_is_not_cancelled(manager: User) -> None:
    report = asked(manager)
    cancel_report(report, by=manager, at=NOON)
    with pytest.raises(GuardsUnmet):
        cancel_report(report, by=manager, at=NOON)


def test_who_asked_and_managers_cancel(alice: User, manager: User, auditor: User) -> None:
    mine, another = asked(alice), asked(alice)
    url = "/api/v1/reports/{}/cancellation/".format
    assert api(auditor).post(url(mine.code)).status_code == 403
    assert api(alice).post(url(mine.code)).json()["state"] == "cancelled"
    assert api(alice).post(url(mine.code)).status_code == 409
    page = login(manager).post(f"/reports/{another.code}/cancellation/", follow=True)
    assert "is cancelled" in page.text
