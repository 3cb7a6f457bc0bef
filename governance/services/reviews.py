"""Management reviews (ISO 22301 9.3): planned, held, minutes approved by somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.review_states import STEPS, follows
from governance.models import (
    AgendaItem,
    ManagementReview,
    ManagementReviewState,
)
from governance.services.agenda import ITEMS, agenda_data
from governance.services.review_parts import (
    OTHER,
    add_decision,
    add_item,
    change_decision,
    change_item,
    remove_decision,
    remove_item,
)
from governance.services.review_row import OPEN, PERMISSION, opened, touch
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change, create

APPROVE = "governance.approve"
SERIES = "MGR"

__all__ = [
    "APPROVE", "OPEN", "OTHER", "PERMISSION", "SERIES", "add_decision", "add_item",
    "approve_review", "cancel_review", "change_decision", "change_item", "change_review",
    "create_agenda", "create_review", "hold_review", "missing_of", "next_period",
    "remove_decision", "remove_item", "return_review", "submit_review",
]  # fmt: skip


@transaction.atomic
def create_review(
    *, by: User, at: datetime, participants: Iterable[Person] = (), **fields: Any
) -> ManagementReview:
    """Planned, with the whole agenda. Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(ManagementReview, written_by=by, **fields)
    row.participants.set(participants)
    create_agenda(row)
    return row


def create_agenda(row: ManagementReview) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(review=row, key=key, order=order * 10)
        for order, key in enumerate(ITEMS, start=1)
    )


@transaction.atomic
def change_review(
    review: ManagementReview, *, read_version: int | None, by: User, at: datetime,
    participants: Iterable[Person] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """Its dates and period while it is planned, people and minutes until it is submitted.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused.
    """
    row = opened(review, by)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state == ManagementReviewState.HELD:
        for name in ("period_from", "period_until", "planned_on"):
            if name in fields and fields[name] != getattr(row, name):
                raise Refused("held", _("It has been held: this stands."), name)
    if "minutes" in fields and fields["minutes"] != row.minutes:
        fields["written_by"] = by
    changed = change(review, read_version=None, **fields)
    if participants is not None:
        wanted = {one.pk for one in participants}
        if wanted != set(review.participants.values_list("pk", flat=True)):
            review.participants.set(wanted)
            changed.append("participants")
            if changed == ["participants"]:
                touch(review)
    return [one for one in changed if one != "written_by"]


# --- steps ----------------------------------------------------------------------------------


@transaction.atomic
def hold_review(
    review: ManagementReview, *, by: User, at: datetime, held_at: datetime | None = None
) -> ManagementReview:
    """It takes place: the figures of its agenda are frozen as they stand now.

    `held_at` may lie in the past; the figures are those of `at`. Raises PermissionDenied,
    GuardsUnmet, Refused.
    """
    require(by, PERMISSION)
    row = _row(review)
    if row.state == ManagementReviewState.HELD:
        return row
    _guard(row, "hold")
    if (held_at or at) > at:
        raise Refused("in_future", _("This lies in the future."), "held_at")
    data = agenda_data(row.period_from, row.period_until, at=at)
    for item in row.agenda.all():
        if item.key in data:
            item.data = data[item.key]
            item.save(update_fields=["data"])
    change(row, read_version=None, state=ManagementReviewState.HELD.value, held_at=held_at or at)
    publish_row("management_review.held", row, at=at)
    return row


@transaction.atomic
def submit_review(review: ManagementReview, *, by: User, at: datetime) -> ManagementReview:
    """The minutes are written. Raises PermissionDenied, GuardsUnmet with all that is missing."""
    require(by, PERMISSION)
    row = _row(review)
    if row.state == ManagementReviewState.SUBMITTED:
        return row
    _guard(row, "submit")
    if problems := missing_of(row):
        raise GuardsUnmet(problems)
    change(
        row, read_version=None, state=ManagementReviewState.SUBMITTED.value, submitted_by=by,
        submitted_at=at, returned_because="",
    )  # fmt: skip
    publish_row("management_review.submitted", row, at=at)
    return row


def missing_of(row: ManagementReview) -> list[Problem]:
    """What minutes need before they are submitted."""
    found = []
    if not row.minutes.strip() and not row.agenda.exclude(discussion="").exists():
        found.append(Problem("no_minutes", _("Nothing has been written down yet."), "minutes"))
    if row.chair is None:
        found.append(Problem("no_chair", _("Say who chaired it."), "chair"))
    if not row.participants.exists():
        found.append(Problem("nobody", _("Say who took part."), "participants"))
    if row.next_on is None:
        found.append(Problem("no_next", _("Say when the next one is."), "next_on"))
    half = row.decisions.filter(owner=None, due_on__isnull=False) | row.decisions.filter(
        owner__isnull=False, due_on=None
    )
    if half.exists():
        words = _("A decision has an owner without a date, or a date without an owner.")
        found.append(Problem("half_decided", words, "decisions"))
    return found


@transaction.atomic
def return_review(
    review: ManagementReview, *, by: User, at: datetime, reason: str
) -> ManagementReview:
    require(by, APPROVE)
    row = _row(review)
    if row.state == ManagementReviewState.HELD and row.returned_because:
        return row
    _guard(row, "return")
    if not reason.strip():
        raise Refused("required", _("Say what is missing."), "reason")
    change(
        row, read_version=None, state=ManagementReviewState.HELD.value, returned_because=reason,
        submitted_by=None, submitted_at=None,
    )  # fmt: skip
    publish_row("management_review.returned", row, at=at)
    return row


@transaction.atomic
def approve_review(review: ManagementReview, *, by: User, at: datetime) -> ManagementReview:
    """The minutes stand: decisions with an owner and a date become corrective actions, the next
    review is planned. Raises PermissionDenied, GuardsUnmet for whoever wrote or submitted them."""
    from governance.services.review_effects import carry_out

    require(by, APPROVE)
    row = _row(review)
    if row.state == ManagementReviewState.APPROVED:
        return row
    _guard(row, "approve")
    if by.pk in (row.written_by_id, row.submitted_by_id):
        words = _("Somebody else than whoever wrote or submitted the minutes approves them.")
        raise GuardsUnmet.one("four_eyes", words)
    change(
        row, read_version=None, state=ManagementReviewState.APPROVED.value, approved_by=by,
        approved_at=at,
    )  # fmt: skip
    carry_out(row, by=by, at=at)
    publish_row("management_review.approved", row, at=at)
    return row


@transaction.atomic
def cancel_review(
    review: ManagementReview, *, by: User, at: datetime, reason: str
) -> ManagementReview:
    require(by, PERMISSION)
    row = _row(review)
    if row.state == ManagementReviewState.CANCELLED:
        return row
    _guard(row, "cancel")
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    change(
        row, read_version=None, state=ManagementReviewState.CANCELLED.value, cancel_reason=reason
    )
    publish_row("management_review.cancelled", row, at=at)
    return row


def _row(review: ManagementReview) -> ManagementReview:
    return (
        ManagementReview.objects.select_for_update(of=("self",))
        .select_related("chair", "secretary")
        .get(pk=review.pk)
    )


def _guard(row: ManagementReview, verb: str) -> None:
    assert verb in STEPS
    if not follows(row.state, verb):
        words = _("It is “%(state)s”: this cannot follow.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)


def next_period(row: ManagementReview) -> tuple[date, date]:
    """The stretch after this one's, up to the next review."""
    from datetime import timedelta

    first = row.period_until + timedelta(days=1)
    assert row.next_on is not None
    return first, max(first, row.next_on - timedelta(days=1))
