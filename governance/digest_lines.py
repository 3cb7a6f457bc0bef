"""Governance in the morning's digest: what is late, due within a week, to approve, to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from followup import registry
from followup.registry import DigestItem
from followup.services.people import holders_of
from governance.dated import dated
from governance.models import Acknowledgement, BcmsRecord, RecordKind, RecordState
from governance.services.record_news import APPROVERS
from governance.training_dates import FORGOTTEN

WEEK = timedelta(days=7)

Lines = dict[int, list[DigestItem]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_digest("governance", Digest())


class Digest:
    """A constant number of queries, whatever the number of people and things."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: Lines = defaultdict(list)
        ids = {one.pk for one in people}
        _due(ids, today, lines)
        _to_approve(ids, lines)
        _to_read(ids, lines)
        return lines


def _due(ids: set[int], today: date, lines: Lines) -> None:
    rows = dated(since=today - FORGOTTEN, until=today + WEEK)
    if not rows:
        return
    managers = [one.person.pk for one in holders_of("continuity_manager") if one.person]
    for row in rows:
        assert row.due_on is not None
        section = "overdue" if row.due_on < today else "this_week"
        item = DigestItem(section=section, title=row.heading, url=row.url, due_on=row.due_on)
        for pk in [one.pk for one in row.people] or managers:
            if pk in ids:
                lines[pk].append(item)


def _to_approve(ids: set[int], lines: Lines) -> None:
    waiting = list(BcmsRecord.objects.filter(state=RecordState.SUBMITTED.value).order_by("code"))
    if not waiting:
        return
    told = {
        who.person.pk: who.user
        for role in APPROVERS
        for who in holders_of(role)
        if who.person is not None
    }
    for row in waiting:
        item = DigestItem(
            section="to_approve",
            title=_("To put into force: %(record)s") % {"record": row.title},
            url=row.get_absolute_url(),
        )
        for pk, user in told.items():
            if pk in ids and (user is None or user.pk != row.submitted_by_id):
                lines[pk].append(item)


def _to_read(ids: set[int], lines: Lines) -> None:
    rows = [
        one
        for one in BcmsRecord.objects.filter(state=RecordState.IN_FORCE.value).order_by("code")
        if one.must_be_read or one.kind == RecordKind.POLICY
    ]
    if not rows:
        return
    read = set(
        Acknowledgement.objects.filter(record__in=rows, person__in=ids).values_list(
            "record_id", "edition", "person_id"
        )
    )
    for row in rows:
        item = DigestItem(
            section="this_week",
            title=_("To read: %(record)s") % {"record": row.title},
            url=row.get_absolute_url(),
        )
        for pk in sorted(ids):
            if (row.pk, row.edition, pk) not in read:
                lines[pk].append(item)
