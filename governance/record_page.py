"""One record as its page shows it: readers, editions, actions, the revision in work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person, User
from followup.models import CorrectiveAction
from governance.models import Acknowledgement, BcmsRecord, RecordKind, RecordState
from governance.services.record_reading import has_read, is_to_be_read
from governance.services.record_revision import revised_by, revision_of
from lib.days import day_in
from lib.history import event_model


@dataclass(frozen=True)
class Edition:
    number: int
    at: datetime
    by: str


@dataclass(frozen=True)
class RecordPage:
    """`readers`: (have read it, should), null where nobody must."""

    readers: tuple[int, int] | None
    own_reading: Acknowledgement | None
    may_read: bool
    overdue: bool
    editions: Sequence[Edition]
    revision: BcmsRecord | None
    base: BcmsRecord | None
    actions: Sequence[CorrectiveAction]
    action_url: str


def record_page(record: BcmsRecord, user: User, *, at: datetime) -> RecordPage:
    today = day_in(at, Organisation.current().timezone)
    in_force = record.state == RecordState.IN_FORCE
    belongs = Person.objects.filter(user_id=user.pk, is_active=True).exists()
    readers = None
    if is_to_be_read(record):
        people = Person.objects.filter(is_active=True)
        read = Acknowledgement.objects.filter(
            record=record, edition=record.edition, person__is_active=True
        )
        readers = (read.count(), people.count())
    days = [record.next_review]
    if not (record.kind == RecordKind.AUDIT and record.held_on):
        days.append(record.due_on)
    actions: Any = CorrectiveAction.objects.visible_to(user).for_list()
    return RecordPage(
        readers=readers,
        own_reading=has_read(record, user),
        may_read=in_force and belongs,
        overdue=in_force and any(day is not None and day < today for day in days),
        editions=editions_of(record),
        revision=revision_of(record) if in_force else None,
        base=revised_by(record),
        actions=list(
            actions.filter(source="audit", source_ref=record.code).order_by("due_on", "-code")
        )
        if record.kind == RecordKind.AUDIT
        else [],
        action_url=action_url(record) if record.kind == RecordKind.AUDIT else "",
    )


def editions_of(record: BcmsRecord) -> list[Edition]:
    """Those that were put into force by approval, the newest first; read from the history."""
    rows: Any = event_model(BcmsRecord)._default_manager.filter(
        pgh_obj_id=record.pk, state=RecordState.IN_FORCE.value, approved_at__isnull=False
    )
    found: dict[int, Edition] = {}
    for one in rows.select_related("approved_by").order_by("pgh_id"):
        found.setdefault(one.edition, Edition(one.edition, one.approved_at, str(one.approved_by)))
    return [found[number] for number in sorted(found, reverse=True)]


def edition_text(record: BcmsRecord, number: int) -> Any:
    """That edition as it was when it came into force; None where there was none."""
    rows: Any = event_model(BcmsRecord)._default_manager.filter(
        pgh_obj_id=record.pk, state=RecordState.IN_FORCE.value, edition=number,
        approved_at__isnull=False,
    )  # fmt: skip
    return rows.select_related("approved_by", "owner").order_by("pgh_id").first()


def action_url(record: BcmsRecord) -> str:
    """The form of a corrective action, filled in; "" without such a page."""
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return ""
    fields = {
        "source": "audit", "source_ref": record.code, "kind": "correct", "priority": "P2",
        "verify_by": "document",
        "title": (_("Finding of the audit: %(title)s") % {"title": record.title})[:200],
    }  # fmt: skip
    return f"{page}?{urlencode(fields)}"
