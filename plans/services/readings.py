"""Read and understood: who is asked to read a version, and who has (S0-015)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, User
from lib.days import day_in
from lib.errors import GuardsUnmet
from plans.access import require_edit
from plans.models import PlanVersion, Reading, VersionStatus
from plans.services.guards import people_of
from plans.services.news import ask_readers

WITHIN = timedelta(days=14)


def people_named(doc: Mapping[str, Any]) -> list[Person]:
    """Everybody active whom the document names or whose role it names: who should know it."""
    codes, roles = people_of(doc)
    roles |= {one["role"] for one in doc["tasks"]} | {one["backup_role"] for one in doc["tasks"]}
    codes |= {doc["plan"]["owner"], doc["plan"]["deputy"]} - {None}
    wanted = Q(code__in=codes) | Q(response_roles__role__code__in=roles - {None})
    found = Person.objects.filter(wanted, is_active=True).distinct().order_by("code")
    return list(found.select_related("user"))


@transaction.atomic
def ask_to_read(
    version: PlanVersion,
    people: Collection[Person],
    *,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> list[Reading]:
    """Ask `people` to read `version`; who was asked already is not asked twice.

    Raises GuardsUnmet for a version that is not approved: a draft changes while it is read.
    """
    require_edit(by, version.plan, version)
    if version.status not in (VersionStatus.APPROVED, VersionStatus.EFFECTIVE):
        words = _("People are asked to read what is approved or in force.")
        raise GuardsUnmet.one("not_approved", words)
    asked = set(version.readings.values_list("person_id", flat=True))
    due = due_on or day_in(at, Organisation.current().timezone) + WITHIN
    rows = Reading.objects.bulk_create(
        Reading(plan_version=version, person=one, asked_at=at, asked_by=by, due_on=due)
        for one in people
        if one.pk not in asked and one.is_active
    )
    ask_readers(rows, by=by, at=at)
    return rows


@transaction.atomic
def mark_read(reading: Reading, *, by: User, at: datetime, question: str = "") -> Reading:
    """The person says that they read and understood it; twice is once. They may add a question.

    Only they themselves may say so.
    """
    row = Reading.objects.select_for_update().select_related("person").get(pk=reading.pk)
    if row.person.user_id != by.pk:
        raise PermissionDenied("plan.view")
    if row.read_at is None:
        row.read_at = at
    if question.strip():
        row.question = question.strip()
    row.save()
    return row
