"""One slot: what meets it or is planned, and which day is proposed, with what spoke against
others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from drills.domain.proposals import Proposal
from drills.models import DrillSlot, DrillType, SlotState
from drills.programme_pages.policy import SlotLine, slot_line
from drills.programme_pages.words import WHY_NO_DAY, WHY_NOT_THEN
from drills.programme_pages.year import plans_of
from drills.services.coverage import Spot, worst_cells
from drills.services.proposals import proposal_for
from drills.services.slot_zones import zone_of
from followup.models import Clock
from lib.days import day_in

PASSED = 8  # days that were passed over, as many are named


@dataclass(frozen=True)
class SlotPage:
    line: SlotLine
    clock: Clock | None
    proposal: Proposal | None
    day: date | None
    why: Any
    passed: Sequence[tuple[date, Any]]
    suggestions: Sequence[tuple[Spot, str]]
    plan_href: str
    grace_until: date | None


def slot_page(slot: DrillSlot, user: User, *, at: datetime) -> SlotPage:
    today = day_in(at, zone_of(slot.policy))
    plan = plans_of(user, [slot.pk]).get(slot.pk)
    waits = slot.state in (SlotState.OPEN.value, SlotState.MISSED.value) and plan is None
    proposal = proposal_for(slot, at=at) if waits and slot.policy.is_active else None
    day = slot.proposed_on or (proposal.day if proposal else None)
    if proposal is not None and day is not None and day <= today:
        day = proposal.day
    spots = _suggestions(slot, user, at) if waits else []
    return SlotPage(
        line=slot_line(slot, plan, today),
        clock=Clock.objects.live().filter(
            kind="drill_slot", subject_kind="drill_slot", subject_code=slot.code
        ).first(),
        proposal=proposal,
        day=day if waits else None,
        why=WHY_NO_DAY.get(proposal.why, "") if proposal else "",
        passed=[
            (one, WHY_NOT_THEN[why]) for one, why in (proposal.passed[:PASSED] if proposal else ())
        ],
        suggestions=[(one, plan_href(slot, day, one)) for one in spots],
        plan_href=plan_href(slot, day) if waits else "",
        grace_until=_grace(slot),
    )  # fmt: skip


def plan_href(slot: DrillSlot, day: date | None, spot: Spot | None = None) -> str:
    """The form of a new drill, filled as far as the slot says it; "" where there is none."""
    if slot.policy.type == DrillType.RESTORE_TEST:
        return ""
    try:
        page = reverse("drills:drill_create")
    except NoReverseMatch:
        return ""
    given = {"slot": slot.code, "policy": slot.policy.code, "type": slot.policy.type}
    if slot.policy.subtype:
        given["subtype"] = slot.policy.subtype
    if day is not None and day != slot.proposed_on:  # the form knows the slot's own day
        given["on"] = day.isoformat()
    thing = slot.process
    if spot is not None:
        thing = spot.process
        given |= {"scenario": spot.scenario.code} if spot.scenario is not None else {}
    if thing is not None:
        given["process"] = thing.code
    if slot.system is not None:
        given["system"] = slot.system.code
    return f"{page}?{urlencode(given)}"


def _suggestions(slot: DrillSlot, user: User, at: datetime) -> Sequence[Spot]:
    """What the coverage matrix wants most, for a drill of this type."""
    if slot.policy.type == DrillType.RESTORE_TEST:
        return []
    spots = worst_cells(at=at, type=slot.policy.type, by=user, most=50)
    if slot.process_id is not None:
        spots = [one for one in spots if one.process.pk == slot.process_id]
    return spots[:3]


def _grace(slot: DrillSlot) -> date | None:
    days = slot.policy.grace_days
    return slot.period_end + timedelta(days=days) if days else None
