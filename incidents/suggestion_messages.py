"""The words of the message that a worse grade is suggested, and when it is no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from incidents.domain.suggestion import GRADES
from incidents.models import IN_RESPONSE, Incident


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(
        MessageKind(
            "incident.suggestion",
            label=_("A worse grade is suggested for an incident"),
            title=_("%(number)s: grade %(grade)s is suggested"),
            text=_("The incident got worse: by the rules it deserves grade %(grade)s now."),
            asks=_("Look at the reasons and raise the grade, or leave it knowingly."),
            stop=no_longer_worse,
        )
    )
    register_reasons(grade_settled=_("The grade was raised meanwhile, or the incident is over."))


def no_longer_worse(rows: Sequence[Notification]) -> Mapping[int, str]:
    found = {
        one.number: one
        for one in Incident.objects.filter(
            number__in={row.subject_code for row in rows}, status__in=IN_RESPONSE
        ).select_related("grade")
    }
    over = (row for row in rows if _is_settled(found.get(row.subject_code), row))
    return {row.pk: "grade_settled" for row in over}


def _is_settled(incident: Incident | None, row: Notification) -> bool:
    if incident is None:
        return True
    suggested = str(row.params.get("grade", ""))
    if incident.grade is None or suggested not in GRADES:
        return False
    return incident.grade.severity <= GRADES.index(suggested) + 1
