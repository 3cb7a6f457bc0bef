"""The figures of each agenda item; names of them have words in `governance.agenda_words`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from backups.models import RestoreTest
from bia.models import Finding, FindingState, Obligation, Process
from drills.models import Drill, DrillStatus
from followup.models import OPEN_STATES, ActionSource, CorrectiveAction
from governance.models import (
    BcmsRecord,
    CaseState,
    Change,
    ChangeState,
    Evaluation,
    FrameworkKind,
    HealthSnapshot,
    InvestmentCase,
    ManagementReviewState,
    ProgrammeState,
    ProgrammeTask,
    RecordKind,
    RecordState,
    ReviewDecision,
    Risk,
    RiskState,
)
from governance.services.competence import competence
from governance.services.occurring import duties_of
from incidents.models import Incident
from plans.models import Plan

if TYPE_CHECKING:
    from governance.services.agenda import Period

Figures = dict[str, Any]
HIGH_RISK = 15
SEVERE = 2
UNDONE_TASKS = ("open", "in_progress")


def decisions(period: Period) -> Figures:
    rows = ReviewDecision.objects.filter(
        review__state=ManagementReviewState.APPROVED.value, action__isnull=False
    )
    open_ = Q(action__state__in=OPEN_STATES)
    return rows.aggregate(
        decided=Count("pk"),
        decided_done=Count("pk", filter=~open_),
        decided_open=Count("pk", filter=open_),
        decided_overdue=Count("pk", filter=open_ & Q(action__due_on__lt=period.today)),
    )


def context(period: Period) -> Figures:
    kinds = (RecordKind.ISSUE.value, RecordKind.PARTY.value)
    rows = BcmsRecord.objects.filter(
        kind__in=kinds, updated_at__gte=period.since, updated_at__lt=period.until
    )
    return {"issues_new": rows.count(), "obligations": Obligation.objects.count()}


def actions(period: Period) -> Figures:
    open_ = Q(state__in=OPEN_STATES)
    return CorrectiveAction.objects.aggregate(
        actions_new=Count(
            "pk", filter=Q(created_at__gte=period.since, created_at__lt=period.until)
        ),
        actions_closed=Count(
            "pk", filter=Q(closed_at__gte=period.since, closed_at__lt=period.until)
        ),
        actions_open=Count("pk", filter=open_),
        actions_overdue=Count("pk", filter=open_ & Q(due_on__lt=period.today)),
    )


def measuring(period: Period) -> Figures:
    days = HealthSnapshot.objects.order_by("-day")
    now = days.filter(day__lte=period.today).first()
    before = days.filter(day__lte=period.first).first()
    last = (
        Evaluation.objects.filter(framework__kind=FrameworkKind.MATURITY.value, at__lte=period.at)
        .order_by("-at")
        .first()
    )
    return {
        "health": _number(now.value if now else None),
        "health_before": _number(before.value if before else None),
        "maturity_level": last.level if last else None,
    }


def audits(period: Period) -> Figures:
    held = BcmsRecord.objects.filter(
        kind=RecordKind.AUDIT.value, held_on__range=(period.first, period.last)
    )
    waiting = CorrectiveAction.objects.open().filter(source=ActionSource.AUDIT.value)
    return {"audits_held": held.count(), "audit_actions_open": waiting.count()}


def feedback(period: Period) -> Figures:
    return {"parties": BcmsRecord.objects.filter(kind=RecordKind.PARTY.value).count()}


def exercises(period: Period) -> Figures:
    held = Drill.objects.filter(
        ended_at__gte=period.since, ended_at__lt=period.until, started_at__isnull=False
    ).exclude(status=DrillStatus.CANCELLED.value)
    found: Figures = held.aggregate(
        drills_held=Count("pk"),
        drills_failed=Count("pk", filter=Q(verdict="fail")),
        drills_unreported=Count("pk", filter=~Q(status=DrillStatus.CLOSED.value)),
    )
    tests = RestoreTest.objects.filter(finished_at__gte=period.since, finished_at__lt=period.until)
    return found | tests.aggregate(
        restores_passed=Count("pk", filter=Q(outcome__in=("pass", "warn"))),
        restores_failed=Count("pk", filter=Q(outcome="fail")),
    )


def bia_risk(period: Period) -> Figures:
    processes: Figures = Process.objects.aggregate(
        processes=Count("pk"), processes_critical=Count("pk", filter=Q(critical=True))
    )
    live = (RiskState.OPEN.value, RiskState.TREATED.value, RiskState.ACCEPTED.value)
    risks: Figures = (
        Risk.objects.filter(state__in=live)
        .annotate(height=F("likelihood") * F("impact"))
        .aggregate(risks_open=Count("pk"), risks_high=Count("pk", filter=Q(height__gte=HIGH_RISK)))
    )
    findings = Finding.objects.filter(state=FindingState.OPEN.value).count()
    return processes | {"findings_open": findings} | risks


def documentation(period: Period) -> Figures:
    return Plan.objects.filter(retired_at=None).aggregate(
        plans=Count("pk"), plans_due=Count("pk", filter=Q(review_due__lt=period.today))
    )


def incidents(period: Period) -> Figures:
    real = Incident.objects.filter(mode="real").exclude(status="merged")
    now = real.filter(declared_at__gte=period.since, declared_at__lt=period.until)
    found: Figures = now.aggregate(
        incidents=Count("pk"),
        incidents_severe=Count("pk", filter=Q(worst_grade__severity__lte=SEVERE)),
    )
    going = real.exclude(status__in=("closed", "cancelled")).count()
    return found | {"incidents_open": going}


def changes(period: Period) -> Figures:
    done = Change.objects.filter(
        state=ChangeState.IMPLEMENTED.value, implemented_at__gte=period.since,
        implemented_at__lt=period.until,
    )  # fmt: skip
    found: Figures = done.aggregate(
        changes_done=Count("pk"), changes_major=Count("pk", filter=Q(is_major=True))
    )
    objectives = BcmsRecord.objects.filter(
        kind=RecordKind.OBJECTIVE.value, state=RecordState.IN_FORCE.value
    )
    return found | {"objectives": objectives.count()}


def resources(period: Period) -> Figures:
    held = competence(today=period.today)
    cases = InvestmentCase.objects.filter(state=CaseState.SUBMITTED.value)
    return {
        "competence_needed": held.needed,
        "competence_missing": held.missing,
        "cases_waiting": cases.count(),
    }


def improvement(period: Period) -> Figures:
    tasks = ProgrammeTask.objects.filter(
        programme__state=ProgrammeState.RUNNING.value, state__in=UNDONE_TASKS,
        due_on__lt=period.today,
    )  # fmt: skip
    return {
        "duties_late": sum(one.cadence.late for one in duties_of(at=period.at)),
        "tasks_overdue": tasks.count(),
    }


def _number(value: Any) -> str | None:
    return None if value is None else f"{value:.1f}"
