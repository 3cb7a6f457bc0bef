"""Several workers and several askers at the same instant."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from backups.domain.slicing import Cutter
from backups.models import Verification, VerificationSlice
from backups.services import slices, slices_look, slices_work, verification
from tests.at_once import at_once
from tests.backups import disk, made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def policy() -> Any:
    return made.policy(smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path) -> Any:
    return disk.place(settings, tmp_path, read_workers=4)


def test_two_requests_at_once_are_one_run(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    now = timezone.now()
    first, second = at_once(*(lambda: verification.request(one, by=None, at=now) for _ in range(2)))
    assert first.pk == second.pk
    assert (Verification.objects.count(), VerificationSlice.objects.count()) == (1, 1)


def test_two_workers_read_every_file_once(policy: Any, nas: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(slices_look, "Cutter", partial(Cutter, most_files=20))
    one = disk.registered(policy, nas, files=disk.contents(400, 2_000))
    run = verification.request(one, by=None, at=timezone.now())
    slices_work.work(budget_s=0.001)  # the look alone
    done = at_once(slices_work.work, slices_work.work)
    reads = run.slices.filter(kind="read")
    assert sum(done) == reads.count() == 20
    assert sum(one.bytes_done for one in reads) == 800_000
    assert {one.attempts for one in reads} == {1}
    run.refresh_from_db()
    one.refresh_from_db()
    assert (run.state, one.state, run.checks.filter(name="checksum").count()) == (
        "finished", "verified", 1,
    )  # fmt: skip


def test_the_limit_of_a_place_holds_for_workers_that_come_together(policy: Any, nas: Any) -> None:
    nas.read_workers = 1
    nas.save()
    for _ in range(2):
        one = disk.registered(policy, nas, due_at=None)
        verification.request(one, by=None, at=timezone.now())
    leases = at_once(*(partial(slices.lease, by=f"w{n}", at=timezone.now()) for n in range(3)))
    assert sum(1 for one in leases if one is not None) == 1
