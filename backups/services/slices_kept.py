"""A lease kept alive beside the reading, on a connection of its own."""

from __future__ import annotations

import threading
from types import TracebackType

from django.db import connection
from django.utils import timezone

from backups.models import VerificationSlice
from backups.reading import Budget
from backups.services.copies import may_be_read
from backups.services.slices import Lease, rate_of, renew

# So soon a cancelled run, a paused location or another number of readers is noticed.
EVERY_S = 2.0


class Keeper:
    """`with Keeper(lease) as keeper:` … `keeper.stopped()` says when to end: the lease is gone,
    the run was cancelled, or the location may no longer be read."""

    def __init__(self, lease: Lease, *, every_s: float = EVERY_S) -> None:
        self.budget = Budget(lease.bytes_per_s)
        self.lost = False
        self._lease, self._every_s = lease, every_s
        self._ended, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def stopped(self) -> bool:
        return self._stop.is_set()

    def _keep(self) -> None:
        try:
            while not self._ended.wait(self._every_s):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        lease, now = self._lease, timezone.now()
        if not renew(lease.slice, by=lease.by, at=now):
            self.lost = True
            self._stop.set()
            return
        # Read anew: a person may have paused it or changed its limits.
        one = VerificationSlice.objects.select_related("copy__location__site").get(
            pk=lease.slice.pk
        )
        if not may_be_read(one.copy.location, at=now):
            self._stop.set()
        self.budget.limit(rate_of(one, at=now))
