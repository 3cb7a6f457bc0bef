"""One slice from lease to result: what a worker does, and what follows from each way it can end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from backups.models import VerificationSlice
from backups.reading import SourceError
from backups.services import slices_look
from backups.services.copies import note_problem, note_reached, open_copy
from backups.services.slices import (
    Lease,
    LeaseLost,
    end_if_ready,
    give_back,
    give_up,
    lease,
    worker_name,
)
from backups.services.slices_kept import Keeper
from backups.services.slices_look import look
from backups.services.slices_read import SLICE_S, read

# A worker takes slice after slice for this long, then the queue has its turn again.
BUDGET_S = 60.0
# A slice whose worker met an error of the program waits this long.
PAUSE_S = 60

log = logging.getLogger(__name__)


def work(
    *,
    budget_s: float = BUDGET_S,
    limit_s: float = SLICE_S,
    now: Callable[[], datetime] = timezone.now,
) -> int:
    """Read what may be read until nothing is left or the time is over; how many slices ended.

    Any number of processes and machines may do so at once.
    """
    by, until, done = worker_name(), time.monotonic() + budget_s, 0
    while time.monotonic() < until:
        taken = lease(by=by, at=now())
        if taken is None:
            break
        done += one_slice(taken, limit_s=limit_s, now=now)
    return done


def one_slice(
    taken: Lease, *, limit_s: float = SLICE_S, now: Callable[[], datetime] = timezone.now
) -> bool:
    """True when it ended, well or not; False when the rest waits for another lease."""
    one = taken.slice
    before = (one.done_path, one.done_piece)
    began = time.perf_counter()
    try:
        ended = _read(taken, limit_s, now)
    except LeaseLost:
        log.warning("slice %s was taken over by another worker", one.pk)
        return False
    except SourceError as why:
        log.warning("location %s: %s", one.copy.location.code, why)
        note_problem(one.copy.location_id, why.code, at=now())
        give_up(one, why.code, at=now())
        return True
    except Exception:
        log.exception("slice %s of %s failed", one.pk, one.verification.code)
        VerificationSlice.objects.filter(pk=one.pk, leased_by=taken.by).update(
            not_before=now() + timedelta(seconds=PAUSE_S)
        )
        give_back(one, by=taken.by, progressed=(one.done_path, one.done_piece) != before)
        return False
    if ended:
        log.debug("slice %s read in %.1f s", one.pk, time.perf_counter() - began)
        end_if_ready(one.verification_id, at=now())
        return True
    give_back(one, by=taken.by, progressed=(one.done_path, one.done_piece) != before)
    end_if_ready(one.verification_id, at=now())
    return False


def _read(taken: Lease, limit_s: float, now: Callable[[], datetime]) -> bool:
    one = taken.slice
    with Keeper(taken) as keeper:
        source = open_copy(one.copy)
        try:
            if one.kind != "look":
                return read(
                    taken, source, budget=keeper.budget, stop=keeper.stopped, now=now,
                    limit_s=limit_s,
                )  # fmt: skip
            look(taken, source, at=now(), stop=keeper.stopped)
        except slices_look.Stopped:
            return False
        finally:
            source.close()
    note_reached(one.copy.location_id, at=now())
    return True
