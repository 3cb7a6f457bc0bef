"""What the steps of one read slice share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backups.models import VerificationSlice
from backups.reading import Budget, Source
from backups.services.recording import Known, Tally
from backups.services.slices import Lease


@dataclass
class Going:
    lease: Lease
    source: Source
    budget: Budget
    stop: Callable[[], bool]
    now: Callable[[], datetime]
    tally: Tally
    bad_page: dict[str, Known] | None = None
    bad_paths: set[str] = field(default_factory=set)

    @property
    def one(self) -> VerificationSlice:
        return self.lease.slice
