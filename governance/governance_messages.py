"""The words of messages about records, and when one is no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from governance.models import Acknowledgement, BcmsRecord, RecordState
from governance.services.record_news import APPROVED, RETURNED, SUBMITTED, TO_READ


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(
        record_decided=_("It was put into force, returned or retired meanwhile."),
        record_read=_("It was read meanwhile, or is no longer in force."),
    )


def no_longer_to_approve(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, RecordState.SUBMITTED)


def no_longer_returned(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _unless(rows, RecordState.DRAFT)


def no_longer_to_read(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Read in this edition, or not in force any more (two queries)."""
    codes = {one.subject_code for one in rows}
    force = {
        code: (pk, edition)
        for code, pk, edition in BcmsRecord.objects.filter(
            code__in=codes, state=RecordState.IN_FORCE.value
        ).values_list("code", "pk", "edition")
    }
    read = set(
        Acknowledgement.objects.filter(record__code__in=codes).values_list(
            "record_id", "edition", "person_id"
        )
    )
    return {
        one.pk: "record_read"
        for one in rows
        if one.subject_code not in force or (*force[one.subject_code], one.person_id) in read
    }


def _unless(rows: Sequence[Notification], state: RecordState) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    left = set(
        BcmsRecord.objects.filter(code__in=codes, state=state.value).values_list("code", flat=True)
    )
    return {one.pk: "record_decided" for one in rows if one.subject_code not in left}


KINDS = (
    MessageKind(
        SUBMITTED,
        label=_("A record of the management system waits for approval"),
        title=_("To put into force: %(record)s"),
        text=_("%(name)s submitted %(number)s."),
        asks=_("Put it into force or return it with a reason."),
        stop=no_longer_to_approve,
    ),
    MessageKind(
        RETURNED,
        label=_("A record of the management system was returned"),
        title=_("Returned: %(record)s"),
        text=_("%(name)s returned %(number)s: %(reason)s"),
        asks=_("Correct it and submit it again."),
        stop=no_longer_returned,
    ),
    MessageKind(
        APPROVED,
        label=_("A record of the management system is in force"),
        title=_("In force: %(record)s"),
        text=_("%(name)s put edition %(edition)s of %(number)s into force."),
    ),
    MessageKind(
        TO_READ,
        label=_("Something everybody must have read"),
        title=_("To read: %(record)s"),
        text=_("Edition %(edition)s of %(number)s is in force."),
        asks=_("Read it and confirm that you understood it."),
        stop=no_longer_to_read,
    ),
)
