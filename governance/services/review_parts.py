"""What stands below a management review: points of its agenda, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from governance.models import AgendaItem, ManagementReview, ReviewDecision
from governance.services.review_row import opened, touch
from lib.days import day_in
from lib.errors import GuardsUnmet, Refused
from lib.versioning import problems_of

OTHER = "other"
Part = TypeVar("Part", AgendaItem, ReviewDecision)


@transaction.atomic
def add_item(
    review: ManagementReview, *, title: str, by: User, at: datetime, discussion: str = ""
) -> AgendaItem:
    """A point of one's own, after the standard's."""
    row = opened(review, by)
    if not title.strip():
        raise Refused("required", _("What is it about?"), "title")
    last = row.agenda.order_by("-order").first()
    order = (last.order if last else 0) + 10
    item = AgendaItem(review=row, key=OTHER, title=title, order=order, discussion=discussion)
    return _saved(item, row, by)


@transaction.atomic
def change_item(item: AgendaItem, *, by: User, at: datetime, **fields: Any) -> AgendaItem:
    """`discussion`, and the `title` of a point of one's own."""
    row = opened(item.review, by)
    if "title" in fields and item.key != OTHER and fields["title"] != item.title:
        raise Refused("fixed", _("The standard’s points keep their names."), "title")
    if all(getattr(item, name) == value for name, value in fields.items()):
        return item
    for name, value in fields.items():
        setattr(item, name, value)
    return _saved(item, row, by)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User, at: datetime) -> None:
    row = opened(item.review, by)
    if item.key != OTHER:
        raise GuardsUnmet.one("fixed", _("The standard’s points stay on the agenda."))
    item.delete()
    touch(row)


@transaction.atomic
def add_decision(
    review: ManagementReview, *, by: User, at: datetime, **fields: Any
) -> ReviewDecision:
    """Raises PermissionDenied, GuardsUnmet, Refused."""
    row = opened(review, by)
    _dated(fields, at)
    order = row.decisions.count() + 1
    decision = ReviewDecision(review=row, order=order, **fields)
    return _saved(decision, row, by)


@transaction.atomic
def change_decision(
    decision: ReviewDecision, *, by: User, at: datetime, **fields: Any
) -> ReviewDecision:
    row = opened(decision.review, by)
    if fields.get("due_on") != decision.due_on:
        _dated(fields, at)
    if all(getattr(decision, name) == value for name, value in fields.items()):
        return decision
    for name, value in fields.items():
        setattr(decision, name, value)
    return _saved(decision, row, by)


@transaction.atomic
def remove_decision(decision: ReviewDecision, *, by: User, at: datetime) -> None:
    row = opened(decision.review, by)
    decision.delete()
    touch(row)


def _dated(fields: dict[str, Any], at: datetime) -> None:
    due = fields.get("due_on")
    if due is not None and due < day_in(at, Organisation.current().timezone):
        raise Refused("in_past", _("This day is over."), "due_on")


def _saved(part: Part, review: ManagementReview, by: User) -> Part:
    try:
        part.full_clean()
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    part.save()
    review.written_by = by
    review.save(update_fields=["written_by"])
    touch(review)
    return part
