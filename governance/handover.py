"""What somebody answers for in governance, and how it passes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.handover import Holder, Holding
from accounts.models import Person, User
from governance.models import (
    BcmsRecord,
    Change,
    ChangeState,
    Duty,
    InvestmentCase,
    ManagementReview,
    ManagementReviewState,
    Programme,
    ProgrammeState,
    ProgrammeTask,
    RecordKind,
    RecordState,
    ReviewDecision,
    Risk,
    RiskState,
    Standing,
    TrainingSession,
)
from governance.models.investment import CaseState
from lib.versioning import change

# (what it is, model, column, which of them count still)
HELD: tuple[tuple[Any, Any, str, Q], ...] = (
    (_("Record of the management system"), BcmsRecord, "owner", ~Q(state=RecordState.RETIRED)),
    (_("Auditor of"), BcmsRecord, "auditor",
     Q(kind=RecordKind.AUDIT, held_on=None) & ~Q(state=RecordState.RETIRED)),
    (_("Manager of the programme"), Programme, "manager", Q(state=ProgrammeState.RUNNING)),
    (_("Task of a programme"), ProgrammeTask, "owner",
     Q(state__in=("open", "in_progress"), programme__state=ProgrammeState.RUNNING)),
    (_("Recurring duty"), Duty, "owner", Q(is_active=True)),
    (_("Chairs the management review"), ManagementReview, "chair",
     Q(state=ManagementReviewState.PLANNED)),
    (_("Minutes of the management review"), ManagementReview, "secretary",
     Q(state__in=(ManagementReviewState.PLANNED, ManagementReviewState.HELD))),
    (_("Risk"), Risk, "owner", ~Q(state=RiskState.CLOSED)),
    (_("Change"), Change, "owner",
     Q(state__in=(ChangeState.REQUESTED, ChangeState.ASSESSED, ChangeState.APPROVED))),
    (_("Investment case"), InvestmentCase, "owner",
     Q(state__in=(CaseState.DRAFT, CaseState.SUBMITTED, CaseState.APPROVED))),
)  # fmt: skip


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    handover.register("governance", GovernanceHandover())


class GovernanceHandover:
    """What is over keeps its name; what is open passes on."""

    def describe(self, holder: Holder) -> list[Holding]:
        if holder.person is None:
            return []
        found = [
            Holding(kind, one.code, _name(one), one.get_absolute_url())
            for kind, _column, one in _held(holder.person)
        ]
        found += [
            Holding(_("Answers for the requirement"), one.requirement.code, one.requirement.name,
                    one.requirement.get_absolute_url())
            for one in _standings(holder.person)
        ]  # fmt: skip
        return found

    @transaction.atomic
    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is None or successor.person is None:
            return
        who, heir = holder.person, successor.person
        for _kind, column, one in _held(who):
            # Nobody audits their own work: the audit then waits for another auditor.
            other = {"owner": "auditor_id", "auditor": "owner_id"}.get(column, "")
            clash = isinstance(one, BcmsRecord) and getattr(one, other) == heir.pk
            change(one, read_version=None, **{column: None if clash else heir})
        for standing in _standings(who):
            change(standing, read_version=None, owner=heir)
        for decision in ReviewDecision.objects.filter(owner=who, action=None).exclude(
            review__state__in=(ManagementReviewState.APPROVED, ManagementReviewState.CANCELLED)
        ):
            decision.owner = heir
            decision.save(update_fields=["owner"])

    @transaction.atomic
    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        """Nobody is invited to sessions that are to come."""
        for session in TrainingSession.objects.filter(state="planned", people=person):
            session.people.remove(person)


def _held(person: Person) -> Iterator[tuple[Any, str, Any]]:
    for kind, model, column, still in HELD:
        rows = model.objects.filter(still, **{column: person}).order_by("code")
        if model is ProgrammeTask:
            rows = rows.select_related("programme")
        for one in rows:
            yield kind, column, one


def _standings(person: Person) -> list[Standing]:
    rows = Standing.objects.filter(owner=person).select_related("requirement__framework")
    return list(rows.order_by("requirement__framework__code", "requirement__order"))


def _name(one: Any) -> str:
    return str(getattr(one, "title", "") or getattr(one, "name", ""))
