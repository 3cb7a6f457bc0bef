"""The words of the message that monitoring takes a service for restored, and when it is stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from incidents.models import Incident, Status

UNRESTORED = (Status.REPORTED.value, Status.ASSESSING.value, Status.RESPONDING.value)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(
        MessageKind(
            "incident.recovery_proposed",
            label=_("Monitoring sees no trouble of an incident any more"),
            title=_("%(number)s: restored?"),
            text=_("%(source)s sees no trouble any more."),
            asks=_("Look whether the service works, and say when it was restored."),
            stop=restored_meanwhile,
        )
    )
    register_reasons(restored_meanwhile=_("It was restored meanwhile, or the incident is over."))


def restored_meanwhile(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Messages nobody needs any more, by their row."""
    waiting = set(
        Incident.objects.filter(
            number__in={row.subject_code for row in rows}, status__in=UNRESTORED
        ).values_list("number", flat=True)
    )
    over = (row for row in rows if row.subject_code not in waiting)
    return {row.pk: "restored_meanwhile" for row in over}
