"""Telling that a drill the programme requires was not held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from drills.models import DrillSlot, SlotState
from drills.services.slot_clocks import SUBJECT, title_of
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify_many
from followup.services.people import holders_of, recipient_of

MISSED = "drill_slot.missed"
OWNER, MANAGERS = "programme_owner", "bcm_managers"


def tell_missed(slots: Sequence[DrillSlot], *, at: datetime) -> None:
    """The programme's owner and the continuity managers, one message a slot."""
    notify_many(
        [
            Message(
                kind=MISSED,
                recipients=_recipients(slot),
                subject=subject_of(slot),
                params={"slot": slot.code, "title": title_of(slot)},
            )
            for slot in slots
        ],
        at=at,
    )


def subject_of(slot: DrillSlot) -> Subject:
    owner = recipient_of(slot.policy.owner)
    roles: Mapping[str, tuple[Recipient, ...]] = {
        # A programme nobody owns is the continuity managers'.
        OWNER: (owner,) if owner is not None else holders_of("continuity_manager"),
    }
    return Subject(
        kind=SUBJECT,
        code=slot.code,
        title=title_of(slot),
        url=reverse("drills:slot_detail", args=[slot.code]),
        is_open=slot.state == SlotState.OPEN and slot.policy.is_active,
        roles=roles,
    )


def _recipients(slot: DrillSlot) -> dict[Recipient, tuple[str, ...]]:
    found: dict[Recipient, list[str]] = defaultdict(list)
    for one in subject_of(slot).roles[OWNER]:
        found[one].append(OWNER)
    for one in holders_of("continuity_manager"):
        found[one].append(MANAGERS)
    return {one: tuple(roles) for one, roles in found.items()}
