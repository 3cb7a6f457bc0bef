"""A verification under way, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from backups.models import Verification
from backups.services.verification import Progress, progress


@dataclass(frozen=True)
class Running:
    run: Verification
    so_far: Progress

    @property
    def percent(self) -> int | None:
        """None while nothing can be said: it waits, or names are still compared."""
        if self.run.state == "waiting" or self.so_far.looking or not self.so_far.slices:
            return None
        return int(self.so_far.share * 100)


def running_of(run: Verification | None) -> Running | None:
    return None if run is None else Running(run, progress(run))
