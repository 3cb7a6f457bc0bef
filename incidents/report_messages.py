"""Words of the messages about reports, messages to an audience and incidents that became one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.models.timeline import TimelineEvent
from followup.reasons import register_reasons
from followup.services.timeline import register_timelines


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(
        comms_decided=_("The message was approved, sent back or changed meanwhile."),
        incident_over=_("The incident is over."),
    )
    register_timelines("incidents", timelines)


def timelines() -> Iterable[tuple[str, Iterable[TimelineEvent]]]:
    """Every incident with its entries, oldest first, never all of them in memory."""
    from incidents.models import Incident

    for one in Incident.objects.order_by("pk").only("number").iterator():
        yield one.number, one.timeline.order_by("seq").iterator(chunk_size=1000)


def no_longer_waiting(rows: Sequence[Notification]) -> Mapping[int, str]:
    from incidents.models import CommsMessage

    wanted = set(
        CommsMessage.objects.filter(
            incident__number__in={one.subject_code for one in rows},
            state=CommsMessage.State.WAITING,
        ).values_list("incident__number", "number")
    )
    return {
        one.pk: "comms_decided"
        for one in rows
        if (one.subject_code, one.params.get("number")) not in wanted
    }


def no_longer_in_response(rows: Sequence[Notification]) -> Mapping[int, str]:
    from incidents.models import Incident

    going_on = set(
        Incident.objects.open()
        .filter(number__in={one.subject_code for one in rows})
        .values_list("number", flat=True)
    )
    return {one.pk: "incident_over" for one in rows if one.subject_code not in going_on}


KINDS = (
    MessageKind(
        "incident_report.submitted",
        label=_("Situation report"),
        title=_("Report %(number)s"),
        text=_("%(by)s: %(text)s"),
    ),
    MessageKind(
        "incident_report.no_change",
        label=_("Situation report: no change"),
        title=_("Report %(number)s: no change"),
        text=_("%(by)s reported no change."),
    ),
    MessageKind(
        "incident_report.needs_decision",
        label=_("A situation report asks for a decision"),
        title=_("A decision is needed (report %(number)s)"),
        text=_("%(by)s: %(needs)s"),
        asks=_("Decide, and have it written down."),
        stop=no_longer_in_response,
    ),
    MessageKind(
        "incident_message.waiting",
        label=_("A message of an incident waits for approval"),
        title=_("Message %(number)s waits for your approval"),
        text=_("%(by)s wrote it."),
        asks=_("Read it, then approve it or send it back."),
        stop=no_longer_waiting,
    ),
    MessageKind(
        "incident_message.refused",
        label=_("A message of an incident was sent back"),
        title=_("Message %(number)s was sent back"),
        text=_("%(by)s: %(reason)s"),
        asks=_("Change it and hand it in again."),
    ),
    *(
        MessageKind(
            f"incident_message.{audience}",
            label=label,
            title=_("%(subject)s"),
            text=_("%(body)s"),
        )
        for audience, label in (
            ("command", _("Message to the command of an incident")),
            ("staff", _("Message to all staff")),
            ("stores", _("Message to the shops")),
            ("customers", _("Message to customers")),
            ("regulator", _("Message to the regulator")),
            ("media", _("Message to the media")),
        )
    ),
    MessageKind(
        "incident.merged",
        label=_("Incidents were merged"),
        title=_("%(sources)s merged into this incident"),
        text=_("%(by)s found that they are one. Everything goes on here."),
    ),
    MessageKind(
        "incident.unmerged",
        label=_("A merger was undone"),
        title=pgettext_lazy("incident", "An incident of its own again"),
        text=_("%(by)s took it out of %(target)s. It goes on by itself."),
    ),
    MessageKind(
        "incident.attached",
        label=_("Incidents were attached to a larger one"),
        title=_("Incidents that belong to it: %(count)s"),
        text=_("%(by)s attached %(children)s."),
    ),
)
