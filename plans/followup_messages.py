"""The words of the messages about plans and versions, and when one is no longer wanted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from plans.followup_sources import versions_named
from plans.models import PlanVersion, Reading, VersionStatus
from plans.services.approvals import signers_of, steps_of_round, waiting


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(
        plan_signed=_("It was signed, returned or withdrawn meanwhile."),
        plan_in_review=_("The version was handed in again or discarded."),
        plan_read=_("It was read meanwhile, or another version is in force."),
    )


def no_longer_to_sign(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Decided meanwhile, or somebody else is to sign now."""
    asked: dict[str, set[int]] = {}
    for one in _in_status(rows, [VersionStatus.IN_REVIEW]):
        steps = waiting(steps_of_round(one))
        asked[one.key] = {
            who.user.pk for step in steps for who in signers_of(step) if who.user is not None
        }
    return {
        one.pk: "plan_signed" for one in rows if one.user_id not in asked.get(one.subject_code, ())
    }


def no_longer_returned(rows: Sequence[Notification]) -> Mapping[int, str]:
    drafts = {one.key for one in _in_status(rows, [VersionStatus.DRAFT])}
    return {one.pk: "plan_in_review" for one in rows if one.subject_code not in drafts}


def no_longer_to_read(rows: Sequence[Notification]) -> Mapping[int, str]:
    current = _in_status(rows, [VersionStatus.APPROVED, VersionStatus.EFFECTIVE])
    unread = Reading.objects.filter(plan_version__in=current, read_at=None)
    waiting_for = {
        (one.plan_version.key, one.person_id) for one in unread.select_related("plan_version__plan")
    }
    return {
        one.pk: "plan_read" for one in rows if (one.subject_code, one.person_id) not in waiting_for
    }


def _in_status(rows: Sequence[Notification], status: Collection[str]) -> list[PlanVersion]:
    found = versions_named(PlanVersion.objects.all(), {one.subject_code for one in rows})
    return list(found.filter(status__in=status).select_related("plan", "serves_grade"))


KINDS = (
    MessageKind(
        "plan.approval",
        label=_("A plan waits for a signature"),
        title=_("To sign: %(plan)s %(number)s"),
        text=_("%(by)s asks for your signature."),
        asks=_("Read the version and approve it, or return it with a reason."),
        stop=no_longer_to_sign,
    ),
    MessageKind(
        "plan.returned",
        label=_("A plan was returned"),
        title=_("Returned: %(plan)s %(number)s"),
        text=_("%(by)s returned it: %(reason)s"),
        asks=_("Correct it and hand it in again."),
        stop=no_longer_returned,
    ),
    MessageKind(
        "plan.approved",
        label=_("A plan was approved"),
        title=_("Approved: %(plan)s %(number)s"),
        text=_("%(by)s signed last; the content is frozen now."),
        asks=_("Publish it: it is not in force before."),
    ),
    MessageKind(
        "plan.published",
        label=_("A plan went into force"),
        title=_("In force: %(plan)s %(number)s"),
        text=_("%(by)s published it; earlier versions and their copies are outdated."),
    ),
    MessageKind(
        "plan.reading",
        label=_("A plan is to be read"),
        title=_("Please read: %(plan)s %(number)s"),
        text=_("You have a part in this plan. Read it by %(due)s."),
        asks=_("Say that you read and understood it, or ask what is unclear."),
        stop=no_longer_to_read,
    ),
    MessageKind(
        "plan.retired",
        label=_("A plan was retired"),
        title=_("Retired: %(plan)s"),
        text=_("%(by)s retired it; it is not carried out any more."),
    ),
    MessageKind(
        "plan.change_request",
        label=_("A plan must be looked at again"),
        title=_("To review: %(plan)s"),
        text=_("%(reason)s. Look at it by %(due)s. %(text)s"),
        asks=_("Adopt the change in a new version, or reject it with a reason."),
    ),
)
