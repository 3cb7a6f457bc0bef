"""The words of this app's messages, and when one is no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from bia.models import Assessment, AssessmentStatus
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from followup.services.people import holders_of


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(
        decided=_("The assessment was decided or withdrawn meanwhile."),
        handed_in_again=_("The assessment was handed in again or discarded."),
    )


def no_longer_waiting(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Decided or withdrawn meanwhile, or the reader may not approve any more (two queries)."""
    waiting = _in_state(rows, AssessmentStatus.SUBMITTED)
    approvers = {who.user.pk for who in holders_of("continuity_manager") if who.user}
    unwanted = {one.pk: "decided" for one in rows if one.subject_code not in waiting}
    for one in rows:
        if one.user_id not in approvers:
            unwanted.setdefault(one.pk, "role_left")
    return unwanted


def no_longer_returned(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Handed in again or discarded before the message left."""
    returned = _in_state(rows, AssessmentStatus.RETURNED)
    return {one.pk: "handed_in_again" for one in rows if one.subject_code not in returned}


def _in_state(rows: Sequence[Notification], status: str) -> set[str]:
    codes = {one.subject_code for one in rows}
    found = Assessment.objects.filter(code__in=codes, status=status)
    return set(found.values_list("code", flat=True))


KINDS = (
    MessageKind(
        "assessment.submitted",
        label=_("An assessment waits for approval"),
        title=_("To approve: assessment of %(process)s"),
        text=_("%(by)s handed in the assessment %(assessment)s."),
        asks=_("Approve it or return it with a reason."),
        stop=no_longer_waiting,
    ),
    MessageKind(
        "assessment.returned",
        label=_("An assessment was returned"),
        title=_("Returned: assessment of %(process)s"),
        text=_("%(by)s returned %(assessment)s: %(reason)s"),
        asks=_("Correct it and hand it in again."),
        stop=no_longer_returned,
    ),
    MessageKind(
        "assessment.approved",
        label=_("An assessment was approved"),
        title=_("Approved: assessment of %(process)s"),
        text=_("%(by)s approved %(assessment)s. Its objectives are in force."),
    ),
)
