"""On which days recurring duties were done: what the cadence page counts by period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from backups.models import Outcome, RestoreTest, RunState
from bia.models import Assessment, AssessmentStatus
from bia.models.assessment import Confirmation
from drills.models import Drill, DrillType
from drills.models.drill import AFTER
from governance.evidence.registry import occurrence
from governance.models import (
    BcmsRecord,
    Evaluation,
    FrameworkKind,
    ManagementReview,
    ManagementReviewState,
    RecordKind,
)
from lib.days import day_in, end_of_day


def _days(rows: QuerySet[Any], field: str, since: date, until: date) -> list[date]:
    """The days of `field` in the organisation's zone, each once."""
    zone = Organisation.current().timezone
    first = datetime.combine(since, time(), ZoneInfo(zone)).astimezone(UTC)
    span = {f"{field}__gte": first, f"{field}__lte": end_of_day(until, zone)}
    return _once(day_in(at, zone) for at in rows.filter(**span).values_list(field, flat=True))


def _once(days: Iterable[date]) -> list[date]:
    return sorted(set(days))


@occurrence("restore_test", _("A restore test passed"))
def restore_test(since: date, until: date) -> list[date]:
    passed = RestoreTest.objects.filter(state=RunState.FINISHED, outcome=Outcome.PASS)
    return _days(passed, "finished_at", since, until)


@occurrence("exercise", _("An exercise was held"))
def exercise(since: date, until: date) -> list[date]:
    return _days(Drill.objects.filter(status__in=AFTER), "ended_at", since, until)


@occurrence("full_drill", _("A full-scale exercise was held"))
def full_drill(since: date, until: date) -> list[date]:
    held = Drill.objects.filter(status__in=AFTER, type=DrillType.FULL)
    return _days(held, "ended_at", since, until)


@occurrence("management_review", _("A management review was held"))
def management_review(since: date, until: date) -> list[date]:
    held = ManagementReview.objects.exclude(state=ManagementReviewState.CANCELLED)
    return _days(held, "held_at", since, until)


@occurrence("maturity_assessment", _("The maturity was evaluated"))
def maturity_assessment(since: date, until: date) -> list[date]:
    made = Evaluation.objects.filter(framework__kind=FrameworkKind.MATURITY)
    return _days(made, "at", since, until)


@occurrence("internal_audit", _("An internal audit was held"))
def internal_audit(since: date, until: date) -> list[date]:
    held = BcmsRecord.objects.filter(kind=RecordKind.AUDIT, held_on__gte=since, held_on__lte=until)
    return _once(day for day in held.values_list("held_on", flat=True) if day is not None)


@occurrence("bia_review", _("An analysis was approved or confirmed"))
def bia_review(since: date, until: date) -> list[date]:
    approved = Assessment.objects.exclude(status=AssessmentStatus.DRAFT)
    confirmed = Confirmation.objects.all()
    return _once(
        _days(approved, "approved_at", since, until) + _days(confirmed, "at", since, until)
    )
