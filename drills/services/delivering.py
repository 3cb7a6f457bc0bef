"""How an inject reaches the players: said, phoned or handed over by the controller, or sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Person, User
from drills.models import (
    Drill,
    DrillStatus,
    Inject,
    InjectChannel,
    InjectStatus,
    Participant,
    ParticipantRole,
)
from drills.services.pacing import late_s_of, start_expectations
from drills.services.step import write
from followup.registry import Recipient
from followup.services.outbox import Message, notify_many
from followup.services.people import recipient_of
from lib.claimed_time import Claimed

SENT = (InjectChannel.APP.value, InjectChannel.EMAIL.value)


def named(inject: Inject) -> dict[str, Any]:
    """How entries of the timeline name an inject."""
    return {
        "inject": inject.key,
        "title": {"en": inject.title_en, "zh": inject.title_zh},
        "channel": inject.channel,
    }


def deliver_now(
    row: Drill,
    inject: Inject,
    *,
    when: Claimed,
    by: User | None,
    via: str,
    text: str = "",
) -> Inject:
    """The caller holds the drill's row. `by` None: it delivered itself."""
    inject.status, inject.skip_reason = InjectStatus.DELIVERED.value, ""
    inject.delivered_at, inject.delivered_by = when.at, by
    inject.late_s = late_s_of(row, inject, when.at)
    inject.version += 1
    inject.save(
        update_fields=[
            "status", "skip_reason", "delivered_at", "delivered_by", "late_s", "version",
            "updated_at",
        ]
    )  # fmt: skip
    start_expectations(row, inject, when.at)
    payload = named(inject) | {
        "script_late_s": inject.late_s,
        "mode": "auto" if by is None else "manual",
    }
    if row.status == DrillStatus.PAUSED:
        payload["in_pause"] = True
    if inject.channel in SENT:
        payload["told"] = send(row, inject, at=when.recorded_at)
    write(row, "inject_delivered", when=when, by=by, via=via, payload=payload, text=text)
    return inject


def addressed(drill: Drill, inject: Inject) -> list[Person]:
    """The players it is for: by role and by name; without either everybody who plays.

    Somebody named who takes no part is in the list: the outbox leaves them out, whatever the
    script says.
    """
    players = list(
        Participant.objects.filter(drill=drill, role=ParticipantRole.PLAYER.value)
        .for_list()
        .order_by("pk")
    )
    named_people = list(inject.to_people.select_related("user"))
    if not inject.to_roles and not named_people:
        return list({one.person_id: one.person for one in players}.values())
    found = {one.person_id: one.person for one in players if one.response_role in inject.to_roles}
    found |= {one.pk: one for one in named_people}
    return list(found.values())


def send(drill: Drill, inject: Inject, *, at: datetime) -> int:
    """Into the outbox; in the app only, as far as who it is for has a login."""
    from drills.followup_sources import drill_subject

    people = [recipient_of(one) for one in addressed(drill, inject)]
    told = [one for one in people if one is not None]
    in_app = inject.channel == InjectChannel.APP
    inside = [one for one in told if in_app and one.user is not None]
    outside = [one for one in told if one not in inside]
    subject = drill_subject(drill)
    messages = [
        Message(
            kind="drill.inject",
            recipients=dict.fromkeys(who_all, ("player",)),
            subject=subject,
            params=params_of(inject),
            mark=inject.key,
            urgent=True,
            held_in_quiet_hours=False,
            url=reverse("drills:runner", args=[drill.code]),
            only_in_app=only,
        )
        for who_all, only in ((inside, True), (outside, False))
        if who_all
    ]
    notify_many(messages, at=at)
    return len(told)


def params_of(inject: Inject) -> dict[str, Any]:
    title_en, title_zh = inject.title_en or inject.title_zh, inject.title_zh or inject.title_en
    return {
        "number": inject.key,
        "inject": {"en": title_en, "zh": title_zh},
        "body": {"en": inject.body_en or inject.body_zh, "zh": inject.body_zh or inject.body_en},
        "scenario_time": inject.scenario_time,
    }


def controllers_of(drill: Drill) -> list[Recipient]:
    """Whoever leads first, then the other controllers."""
    people = [drill.lead_controller] if drill.lead_controller is not None else []
    rows = Participant.objects.filter(drill=drill, role=ParticipantRole.CONTROLLER.value)
    people += [one.person for one in rows.for_list()]
    found = [recipient_of(one) for one in people]
    return list({one.key: one for one in found if one is not None}.values())


def ask_controllers(drill: Drill, injects: Sequence[Inject], *, at: datetime) -> int:
    """Each due one once: its own controller, or all of them where it has none who controls this
    drill."""
    from drills.followup_sources import drill_subject

    if not injects:
        return 0
    subject, everybody = drill_subject(drill), controllers_of(drill)
    messages = []
    for one in injects:
        own = [who for who in everybody if who.person == one.controller and one.controller]
        messages.append(
            Message(
                kind="drill.inject_due",
                recipients=dict.fromkeys(own or everybody, ("controller",)),
                subject=subject,
                params=params_of(one),
                mark=one.key,
                urgent=True,
                held_in_quiet_hours=False,
                url=reverse("drills:runner", args=[drill.code]),
                only_in_app=True,
            )
        )
    return notify_many(messages, at=at)
