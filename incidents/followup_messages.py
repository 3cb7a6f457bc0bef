"""The words of what is told of an incident, and when it is not wanted any more (NTF-3, NTF-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from followup.roles import register_roles
from incidents.models import IN_RESPONSE, OPEN, Incident

ABOUT = _("Grade %(grade_words)s, since %(since)s; systems: %(systems)s. Commander: %(commander)s.")


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_roles(leads_of_response=_("emergency leads"), level_above=_("decision level above"))
    register_reasons(
        incident_over=_("The incident is not in response any more."),
        incident_settled=_("The incident was closed, stood down or merged meanwhile."),
    )


def no_longer_in_response(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, IN_RESPONSE, "incident_over")


def no_longer_open(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, OPEN, "incident_settled")


def _unless(rows: Sequence[Notification], statuses: Sequence[str], why: str) -> Mapping[int, str]:
    numbers = {one.subject_code for one in rows}
    found = Incident.objects.filter(number__in=numbers, status__in=statuses)
    wanted = set(found.values_list("number", flat=True))
    return {one.pk: why for one in rows if one.subject_code not in wanted}


KINDS = (
    MessageKind(
        "incident.declared",
        label=_("An incident was declared"),
        title=_("Declared: %(number)s, grade %(grade_words)s"),
        text=_(
            "Down since %(since)s: %(systems)s. Declared by %(by)s. %(past)s"
            " Commander: %(commander)s."
        ),
        asks=_("Open it and take your part."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident.escalated",
        label=_("The grade of an incident was raised"),
        title=_("Escalated: %(number)s from %(before)s to %(after)s"),
        text=_("%(reason)s Since %(since)s; systems: %(systems)s. Commander: %(commander)s."),
        asks=_("Open it and see what has changed."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident.lowered",
        label=_("The grade of an incident was lowered"),
        title=_("Lowered: %(number)s from %(before)s to %(after)s"),
        text=_("%(reason)s Since %(since)s; systems: %(systems)s. Commander: %(commander)s."),
        stop=no_longer_open,
    ),
    MessageKind(
        "incident.lower_proposed",
        label=_("A lower grade is proposed"),
        title=_("To decide: %(number)s from %(before)s to %(after)s"),
        text=_("%(by)s proposes it: %(reason)s"),
        asks=_("Agree or refuse. After 30 minutes the commander may decide alone."),
        stop=no_longer_open,
    ),
    MessageKind(
        "incident.lower_answered",
        label=_("The proposal of a lower grade was answered"),
        title=_("The grade stays: %(number)s"),
        text=_("%(by)s: %(reason)s"),
        stop=no_longer_open,
    ),
    MessageKind(
        "incident.verification_failed",
        label=_("The verification of a recovery failed"),
        title=_("Down again: %(number)s, verification failed"),
        text=_("%(reason)s Since %(since)s; systems: %(systems)s. Commander: %(commander)s."),
        asks=_("The response goes on: open it."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident.reopened",
        label=_("An incident was opened again"),
        title=_("Opened again: %(number)s, grade %(grade_words)s"),
        text=_("%(reason)s Systems: %(systems)s. Commander: %(commander)s."),
        asks=_("The response goes on: open it."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident.cancellation_asked",
        label=_("Somebody asks to stand an incident down"),
        title=_("To confirm: stand down %(number)s?"),
        text=_("%(by)s asks for it: %(reason)s"),
        asks=_("Confirm that it was a false alarm, or keep the response going."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident.all_clear",
        label=_("All-clear of an incident"),
        title=_("All-clear: %(number)s"),
        text=_("%(reason)s"),
    ),
    MessageKind(
        "incident.all_clear.restored",
        label=_("The service of an incident works again"),
        title=_("Restored: %(number)s"),
        text=_("%(systems)s work again; the recovery is being verified. %(reason)s"),
    ),
    MessageKind(
        "incident.all_clear.closed",
        label=_("An incident was closed"),
        title=_("All-clear: %(number)s is closed"),
        text=_("Nothing more is asked of you. %(reason)s"),
    ),
    MessageKind(
        "incident.all_clear.cancelled",
        label=_("An incident was stood down"),
        title=_("All-clear: %(number)s was a false alarm"),
        text=_("Nothing more is asked of you. %(reason)s"),
    ),
    MessageKind(
        "incident.handed_over",
        label=_("The command of an incident was handed over"),
        title=_("You command %(number)s, grade %(grade_words)s"),
        text=_("%(by)s hands over to you: %(note)s Since %(since)s; systems: %(systems)s."),
        asks=_("Confirm that you are in command."),
        stop=no_longer_open,
    ),
    MessageKind(
        "incident.broken_glass",
        label=_("Somebody took command because nobody had it"),
        title=_("%(by)s took command of %(number)s"),
        text=_("Nobody commanded it. Since %(since)s; systems: %(systems)s."),
        stop=no_longer_open,
    ),
)
