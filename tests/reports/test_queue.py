"""The queue: one worker a report, dead workers' reports are taken over, failures in words."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from reports import bia_pdf
from reports.kinds import bia
from reports.models import Report, ReportFile, ReportPart
from reports.services import building, queue
from reports.services.building import build
from reports.tasks import sweep
from tests import factories
from tests.factories import NOON
from tests.reports.builders import approved, asked, built

pytestmark = pytest.mark.django_db
LATER = NOON + queue.LEASE


def test_the_oldest_report_is_claimed_first(manager: User) -> None:
    first, second = asked(manager), asked(manager)
    assert [queue.claim(at=NOON), queue.claim(at=NOON), queue.claim(at=NOON)] == [
        first, second, None,
    ]  # fmt: skip


def test_a_dead_workers_report_is_taken_over_after_its_lease(manager: User) -> None:
    report = asked(manager)
    queue.claim(at=NOON)
    assert queue.claim(at=LATER - timedelta(seconds=1)) is None
    again = queue.claim(at=LATER)
    assert (again, again.attempts) == (report, 2)


def test_a_worker_that_lost_its_lease_writes_nothing(manager: User) -> None:
    asked(manager)
    slow = queue.claim(at=NOON)
    queue.claim(at=LATER)
    with pytest.raises(queue.LeaseLost):
        queue.save_plan(slow, plan={"late": True}, at=LATER)
    with pytest.raises(queue.LeaseLost):
        queue.finish(slow, content=b"late", content_type="x/y", name="x", at=LATER)
    assert (ReportPart.objects.count(), ReportFile.objects.count()) == (0, 0)


def test_progress_renews_the_lease(manager: User) -> None:
    asked(manager)
    mine = queue.claim(at=NOON)
    queue.renew(mine, progress=40, at=LATER - timedelta(seconds=1))
    assert queue.claim(at=LATER) is None


def test_three_dead_workers_are_enough(manager: User) -> None:
    report = asked(manager)
    for n in range(3):
        assert queue.claim(at=NOON + n * queue.LEASE) == report
    assert queue.claim(at=NOON + 3 * queue.LEASE) is None
    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", queue.GAVE_UP)


def test_a_slice_that_is_over_spends_no_attempt(manager: User) -> None:
    report = asked(manager)
    queue.hand_back(queue.claim(at=NOON), at=NOON)
    assert queue.claim(at=NOON) == report
    report.refresh_from_db()
    assert report.attempts == 1


def test_deleting_a_report_stops_its_worker(manager: User) -> None:
    approved(factories.process())
    report = asked(manager)
    claimed = queue.claim(at=NOON)
    Report.objects.filter(pk=report.pk).delete()
    assert build(claimed, clock=lambda: NOON) is True
    assert ReportFile.objects.count() == 0


def test_an_unexpected_error_is_tried_again_then_told(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = asked(manager, format="xlsx")

    def explode(*_args: Any) -> bytes:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(bia, "workbook", explode)
    at = NOON
    for _attempt in range(3):
        build(queue.claim(at=at), clock=lambda at=at: at)
        at += queue.RETRY_AFTER
    report.refresh_from_db()
    assert (report.state, report.error, report.attempts) == ("failed", building.BROKEN, 3)


def test_without_chinese_fonts_it_fails_with_the_packages_name(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib.pdf import rendering

    monkeypatch.setattr(rendering, "_chinese_fonts", _cached_nothing)
    report = built(manager)
    assert report.state == "failed"
    assert "fonts-noto-cjk" in report.error


def _cached_nothing() -> str:
    return ""


_cached_nothing.cache_clear = lambda: None  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_killed_workers_parts_are_used_again(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bia_pdf, "PROCESSES_A_PART", 1)
    for code in ("alpha", "beta"):
        approved(factories.process(code))
    rendered: list[int] = []
    real = bia_pdf.process_part

    def killed_at_the_second(selection: Any, some: Any, number: int) -> Any:
        if number == 2 and len(rendered) == 1:
            raise KeyboardInterrupt  # not an Exception: as if the process were gone
        rendered.append(number)
        return real(selection, some, number)

    monkeypatch.setattr(bia_pdf, "process_part", killed_at_the_second)
    report = asked(manager)
    with pytest.raises(KeyboardInterrupt):
        build(queue.claim(at=NOON), clock=lambda: NOON)
    rendered.append(0)
    build(queue.claim(at=NOON + queue.LEASE * 2), clock=lambda: NOON + queue.LEASE * 2)
    report.refresh_from_db()
    assert (report.state, rendered, report.parts.count()) == ("done", [1, 0, 2], 0)


def test_old_files_go_and_their_digests_stay(manager: User) -> None:
    report = built(manager, format="xlsx")
    assert queue.expire_files(older_than=NOON) == 0
    assert queue.expire_files(older_than=NOON + timedelta(days=1)) == 1
    report.refresh_from_db()
    assert (report.state, len(report.sha256), ReportFile.objects.count()) == ("done", 64, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_report() -> None:
    manager = factories.user("manager", "continuity_manager")
    for _n in range(6):
        asked(manager)
    claimed: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        while (report := queue.claim(at=NOON)) is not None:
            claimed.append(report.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(Report.objects.values_list("pk", flat=True))


def test_the_sweep_builds_what_waits_and_may_run_twice(manager: User) -> None:
    asked(manager, format="xlsx")
    asked(manager, format="xlsx")
    assert [sweep(), sweep()] == [2, 0]
    assert set(Report.objects.values_list("state", flat=True)) == {"done"}
