"""The words of the ladder, and when a rung need not be told any more (INC-4, NTF-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from followup.clock_messages import no_longer_wanted
from followup.messages import MessageKind, kind_of
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from incidents.followup_messages import no_longer_in_response
from incidents.models import EscalationStep

K3 = "clock.decision_response"
AT_ONCE = timedelta(minutes=1)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    known = kind_of(K3)
    if known is not None:
        register_kinds(replace(known, stop=asked_twice))
    register_reasons(
        level_answered=_("The level had answered already."),
        told_by_ladder=_("The escalation had asked for the same already."),
    )


def asked_twice(rows: Sequence[Notification]) -> Mapping[int, str]:
    """What K3 says as it starts the rung of the ladder has said to the same person."""
    found = dict(no_longer_wanted(rows))
    began = dict(
        Notification.objects.filter(
            pk__in=[row.pk for row in rows], clock__isnull=False
        ).values_list("pk", "clock__anchor_at")
    )
    asked = [
        row
        for row in rows
        if row.person_id is not None
        and row.pk in began
        and row.created_at - began[row.pk] < AT_ONCE
    ]
    told = set(
        EscalationStep.objects.filter(
            incident__number__in={one.subject_code for one in asked},
            level__gte=2,
            told_at__isnull=False,
        ).values_list("incident__number", "person")
    )
    for row in asked:
        if (row.subject_code, row.person_id) in told:
            found.setdefault(row.pk, "told_by_ladder")
    return found


def no_longer_silent(rows: Sequence[Notification]) -> Mapping[int, str]:
    """The incident is over, or somebody of the level answered before the message left."""
    found = dict(no_longer_in_response(rows))
    answered = set(
        EscalationStep.objects.filter(
            incident__number__in={one.subject_code for one in rows},
            state=EscalationStep.State.ACKNOWLEDGED,
        ).values_list("incident__number", "generation", "level")
    )
    for row in rows:
        rung = (row.subject_code, row.params.get("generation_of_ladder"), row.params.get("level"))
        if rung in answered:
            found.setdefault(row.pk, "level_answered")
    return found


KINDS = (
    MessageKind(
        "incident.escalation",
        label=_("You are asked to answer for an incident"),
        title=_("Answer now: %(number)s, grade %(grade_words)s"),
        text=_("Down since %(since)s: %(systems)s. %(past)s Commander: %(commander)s."),
        asks=_("Acknowledge: it stops the escalation for your level."),
        stop=no_longer_silent,
    ),
    MessageKind(
        "incident.unreachable",
        label=_("Nobody answers the escalation of an incident"),
        title=_("Nobody answers: %(number)s, %(levels)s"),
        text=_("Two rounds of the ladder had no answer. Systems: %(systems)s."),
        asks=_("Phone the people of the call list, and check the channels."),
        stop=no_longer_in_response,
    ),
)
