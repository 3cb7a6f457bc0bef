"""The words of the ladder, and when a rung need not be told any more (INC-4, NTF-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from incidents.followup_messages import no_longer_in_response
from incidents.models import EscalationStep


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(level_answered=_("The level had answered already."))


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
