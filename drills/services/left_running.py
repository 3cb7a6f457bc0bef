"""Drills left running over night (E26): the controllers are asked, later it pauses by itself.

It never ends by itself: only people know whether it was over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation
from drills.domain.states import PAUSED, RUNNING
from drills.models import Drill, DrillSettings
from drills.services import effects, telling
from drills.services.lifecycle import stand_still
from drills.services.step import locked, save, write
from lib.claimed_time import Claimed


def look(at: datetime) -> int:
    """What should have ended long ago; answers how many drills something was done about. Counted
    from the planned end, or from when it was resumed after that. Safe to run twice."""
    rules = DrillSettings.current()
    ask_before = at - timedelta(seconds=rules.ask_after_s)
    pause_before = at - timedelta(seconds=rules.pause_after_s)
    late = _late(max(ask_before, pause_before))
    done = 0
    for row in late:
        if row.counts_from <= pause_before:
            done += _pause(row, at)
        elif row.asked_at is None:
            done += _ask(row, at)
    return done


def _late(before: datetime) -> Sequence[Any]:
    resumed = Max("pauses__ended_at")
    counts_from = Greatest("planned_end", Coalesce(resumed, "planned_end"))
    rows = Drill.objects.filter(status=RUNNING).annotate(counts_from=counts_from)
    return list(rows.filter(counts_from__lte=before).order_by("pk"))


@transaction.atomic
def _ask(drill: Drill, at: datetime) -> bool:
    row = locked(drill)
    if row.status != RUNNING or row.asked_at is not None:
        return False
    save(row, asked_at=at)
    write(row, "asked", when=Claimed(at, at), by=None)
    telling.tell_still_running(row, at=at)
    return True


@transaction.atomic
def _pause(drill: Drill, at: datetime) -> bool:
    row = locked(drill)
    if row.status != RUNNING:
        return False
    when = Claimed(at, at)
    with translation.override(Organisation.current().language):
        reason = _("Left running long after its planned end.")
    stand_still(row, status=PAUSED, reason=reason, by=None, when=when)
    write(row, "paused", when=when, by=None, text=reason)
    nobody: Any = {"by": None, "at": at, "recorded_at": at, "via": "system"}
    effects.paused(row, when, nobody)
    telling.tell_paused_itself(row, at=at)
    return True
