"""The words of messages about reviews, and when one is no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from incidents.models import Review


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(review_moved_on=_("The review was decided or handed in again meanwhile."))


def no_longer_submitted(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _not_in(rows, Review.State.SUBMITTED)


def no_longer_draft(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _not_in(rows, Review.State.DRAFT)


def _not_in(rows: Sequence[Notification], state: str) -> Mapping[int, str]:
    numbers = {str(one.params.get("number", "")) for one in rows}
    found = Review.objects.filter(incident__number__in=numbers, state=state)
    wanted = set(found.values_list("incident__number", flat=True))
    return {
        one.pk: "review_moved_on" for one in rows if str(one.params.get("number", "")) not in wanted
    }


KINDS = (
    MessageKind(
        "incident_review.submitted",
        label=_("The review of an incident waits for approval"),
        title=_("To approve: review of %(number)s %(title)s"),
        text=_("%(by)s submitted the review."),
        asks=_("Approve it, or send it back with a reason."),
        stop=no_longer_submitted,
    ),
    MessageKind(
        "incident_review.returned",
        label=_("The review of an incident was sent back"),
        title=_("Sent back: review of %(number)s %(title)s"),
        text=_("%(by)s sent it back: %(reason)s"),
        asks=_("Complete it and submit it again."),
        stop=no_longer_draft,
    ),
    MessageKind(
        "incident_review.approved",
        label=_("The review of an incident was approved"),
        title=_("Approved: review of %(number)s %(title)s"),
        text=_("%(by)s approved it. What is left: its actions."),
    ),
)
