"""The programme of drills kept in step: slots made, met, missed, and their days proposed.

`keep` runs every hour (`keep_hourly`) and after every change of a policy; twice in a row changes
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Q

from bia.services.publishing import publish_row
from drills.domain.periods import Span
from drills.domain.slots import Asked, state_of
from drills.models import Drill, DrillPolicy, DrillSlot, SlotState
from drills.services.proposals import keep_proposals
from drills.services.slot_clocks import keep_clocks, stop_clocks
from drills.services.slot_making import make_slots
from drills.services.slot_matching import match_slots
from drills.services.slot_news import tell_missed
from drills.services.slot_zones import zone_of
from lib.asked_once import asking_once
from lib.days import day_in

KEPT = "drills.programme.kept"
HOURLY = timedelta(hours=1)
LOCK = 7_240_031  # any number that no other advisory lock uses
# Slots that were missed longer ago are no news: they were made for a policy that began earlier.
NEWS = timedelta(days=8)


@dataclass(frozen=True)
class Kept:
    """How many slots were made, met, and missed."""

    made: int = 0
    met: int = 0
    missed: int = 0
    proposed: int = 0


@transaction.atomic
def keep(at: datetime) -> Kept:
    """Safe to run twice and on any number of workers: one at a time."""
    one_at_a_time()
    with asking_once():
        return _keep(at)


def keep_hourly(at: datetime) -> Kept | None:
    """`keep`, unless less than an hour has passed since this did it; asked every minute. A mark
    that is lost, or stands in the future, costs one keeping too many, never one too few."""
    last = cache.get(KEPT)
    if last is not None and timedelta(0) <= at - last < HOURLY:
        return None
    kept = keep(at)
    cache.set(KEPT, at, timeout=int(HOURLY.total_seconds()))
    return kept


def _keep(at: datetime) -> Kept:
    policies = list(DrillPolicy.objects.for_list())
    made = make_slots(policies, at=at)
    met = match_slots(policies, at=at)
    missed = _miss(policies, {one.pk for one in made}, at)
    proposed = keep_proposals(at=at)
    keep_clocks(at=at)
    return Kept(len(made), len(met), len(missed), proposed)


@transaction.atomic
def drills_ended(drill: Drill, *, at: datetime) -> list[DrillSlot]:
    """The slots this drill meets now that it has ended; the caller holds its row."""
    policies = DrillPolicy.objects.filter(
        Q(type=drill.type) | Q(satisfied_by__contains=[drill.type])
    )
    return match_slots(list(policies.for_list()), at=at, only=drill)


def _miss(policies: list[DrillPolicy], made: Collection[int], at: datetime) -> list[DrillSlot]:
    """Open slots whose period and grace are over. They can still be met, never again in time."""
    found = []
    by_id = {one.pk: one for one in policies}
    rows = DrillSlot.objects.filter(
        state=SlotState.OPEN.value, period_end__lt=day_in(at, "Pacific/Kiritimati")
    ).select_related("process", "system")
    for slot in rows.select_for_update(of=("self",)).order_by("pk"):
        policy = slot.policy = by_id[slot.policy_id]
        asked = Asked(slot.pk, Span(slot.period_start, slot.period_end), policy.grace_days)
        if state_of(asked, day_in(at, zone_of(policy))) != SlotState.MISSED:
            continue
        slot.state, slot.version = SlotState.MISSED.value, slot.version + 1
        slot.save()
        found.append(slot)
    stop_clocks(found, at=at, reason="missed")
    news = [
        one
        for one in found
        if one.pk not in made
        and one.period_end >= at.date() - NEWS - timedelta(days=by_id[one.policy_id].grace_days)
    ]
    tell_missed(news, at=at)
    for slot in news:
        publish_row("drill_slot.missed", slot, at=at)
    return found


def one_at_a_time() -> None:
    """Taken before any row of the programme, or two would wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
