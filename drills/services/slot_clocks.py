"""K15: a clock for every open slot, due at the end of its period in the policy's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from drills.domain.periods import Span, label_of
from drills.models import DrillSlot, SlotState
from drills.services.slot_zones import zone_of
from followup.models import Clock
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import meet_clock
from lib.days import end_of_day

KIND = SUBJECT = "drill_slot"


def keep_clocks(*, at: datetime) -> int:
    """Every open slot of an active policy has its clock, no other has; how many were started."""
    rows = list(
        DrillSlot.objects.filter(state=SlotState.OPEN.value, policy__is_active=True)
        .select_related("policy__owner__user", "process", "system")
        .order_by("period_end", "pk")
    )
    wanted = [_wanted(one) for one in rows]
    codes = {one.code for one in rows}
    running = Clock.objects.live().filter(kind=KIND, subject_kind=SUBJECT)
    gone = [code for code in running.values_list("subject_code", flat=True) if code not in codes]
    cancel_clocks(KIND, [(SUBJECT, code) for code in gone], at=at, by=None, reason="not_required")
    return start_clocks(KIND, wanted, at=at, by=None)


def stop_clocks(rows: Iterable[DrillSlot], *, at: datetime, reason: str) -> None:
    keys = [(SUBJECT, one.code) for one in rows]
    if keys:
        cancel_clocks(KIND, keys, at=at, by=None, reason=reason)


def meet_slot_clock(slot: DrillSlot, *, began_at: datetime, at: datetime) -> None:
    """What counts is the day the drill began: one that goes on past midnight is in time."""
    meet_clock(kind=KIND, subject_kind=SUBJECT, subject_code=slot.code, at=began_at, by=None)


def title_of(slot: DrillSlot) -> str:
    """ "2026-Q1 Tabletop exercises (2): Road rescue", in the active language."""
    span = label_of(Span(slot.period_start, slot.period_end))
    name = f"{span} {slot.policy.name}"
    if slot.policy.min_count > 1:
        name += f" ({slot.number}/{slot.policy.min_count})"
    thing = slot.process or slot.system
    return name if thing is None else _("%(slot)s: %(of)s") % {"slot": name, "of": thing.name}


def _wanted(slot: DrillSlot) -> Wanted:
    zone = zone_of(slot.policy)
    begins = datetime.combine(slot.period_start, time(), ZoneInfo(zone)).astimezone(UTC)
    return Wanted(
        subject_kind=SUBJECT,
        subject_code=slot.code,
        title=title_of(slot)[:300],
        anchor_at=begins,
        due_at=end_of_day(slot.period_end, zone),
        zone=zone,
        responsible=slot.policy.owner,
    )
