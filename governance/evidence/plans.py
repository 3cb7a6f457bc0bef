"""What the plans show: that they are in force, current, complete, and on paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bia.models import Dependency, Process
from governance.evidence.analysis import NO_CRITICAL
from governance.evidence.found import Found, Look, Proof, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.models import BcmsRecord, RecordState
from plans.models import Plan, PlanKind, PlanResource, PlanTask, PlanVersion
from plans.models.task import Phase

NO_PLAN = _("No plan is in force yet.")
CONTINUE = (PlanKind.CONTINUITY.value, PlanKind.RECOVERY.value, PlanKind.WORKAROUND.value)


def _processes(look: Look) -> dict[str, Any]:
    """Critical processes by the plans in force for them (one query)."""

    def ask() -> dict[str, Any]:
        links = Plan.processes.through.objects.filter(process=OuterRef("pk"))
        effective = links.filter(
            Exists(PlanVersion.objects.effective().filter(plan=OuterRef("plan"))),
            plan__retired_at=None,
        )
        bridged = Dependency.objects.filter(
            dependent_process=OuterRef("pk"), workaround_activation_s__isnull=False
        )
        found: dict[str, Any] = (
            Process.objects.filter(critical=True)
            .order_by()
            .annotate(
                planned=Exists(effective.filter(plan__kind__in=CONTINUE)),
                worked=Exists(effective.filter(plan__kind=PlanKind.WORKAROUND)),
                stated=Exists(bridged),
            )
            .aggregate(
                all=Count("pk"),
                planned_n=Count("pk", filter=Q(planned=True)),
                worked_n=Count("pk", filter=Q(worked=True)),
                stated_n=Count("pk", filter=Q(stated=True)),
            )
        )
        return found

    return look.once("plans of processes", ask)


def _plans(look: Look) -> dict[str, Any]:
    """Plans that are in force (two queries with their proofs)."""

    def ask() -> dict[str, Any]:
        version = PlanVersion.objects.effective().filter(plan=OuterRef("pk"))
        content = {"plan_version__plan": OuterRef("pk"), "plan_version__status": "effective"}
        found: dict[str, Any] = (
            Plan.objects.filter(Exists(version), retired_at=None)
            .order_by()
            .annotate(
                returns=Exists(PlanTask.objects.filter(phase=Phase.RETURN, **content)),
                needs=Exists(PlanResource.objects.filter(**content)),
            )
            .aggregate(
                all=Count("pk"),
                current=Count("pk", filter=Q(review_due=None) | Q(review_due__gte=look.today)),
                owned=Count("pk", filter=Q(owner__isnull=False, review_due__isnull=False)),
                recovery=Count("pk", filter=Q(kind__in=CONTINUE)),
                returning=Count("pk", filter=Q(kind__in=CONTINUE, returns=True)),
                resources=Count("pk", filter=Q(kind__in=CONTINUE, needs=True)),
                at=Max("versions__effective_at"),
            )
        )
        newest = (
            PlanVersion.objects.effective()
            .filter(plan__retired_at=None)
            .order_by("-effective_at", "-pk")
            .select_related("plan")[:5]
        )
        found["proofs"] = tuple(
            Proof(f"{one.plan.code} {one.number}", one.get_absolute_url(), one.effective_at)
            for one in newest
        )
        return found

    return look.once("plans in force", ask)


@evidence("plans_exist", _("Critical processes with a plan in force"))
def plans_exist(look: Look) -> Found:
    counts, plans = _processes(look), _plans(look)
    return share(
        counts["planned_n"], counts["all"],
        _("%(count)s of %(of)s critical processes have a plan in force."),
        nothing=NO_CRITICAL, url=page("plans:plan_list"), at=plans["at"],
        proofs=plans["proofs"],
    )  # fmt: skip


@evidence("plans_current", _("Plans in force that are not overdue for review"))
def plans_current(look: Look) -> Found:
    plans = _plans(look)
    return share(
        plans["current"], plans["all"],
        _("%(count)s of %(of)s plans in force are not overdue for review."),
        nothing=NO_PLAN, url=page("plans:plan_list"), at=plans["at"], proofs=plans["proofs"],
    )  # fmt: skip


@evidence("workaround_plans", _("Critical processes with a workaround plan"))
def workaround_plans(look: Look) -> Found:
    """A plan in force counts whole, a workaround that is only stated in the register half."""
    counts = _processes(look)
    if not counts["all"]:
        return Found(None, NO_CRITICAL, {}, 0, 0)
    found = share(
        counts["worked_n"], counts["all"],
        _("%(count)s of %(of)s critical processes have a workaround plan in force."),
        url=page("plans:plan_list", query="kind=workaround"),
    )  # fmt: skip
    if found.value or not counts["stated_n"]:
        return found
    return share(
        0, counts["all"],
        _("A workaround is stated for critical processes, but none of %(of)s has a plan for it."),
        url=found.url,
    )  # fmt: skip


@evidence("recovery_steps", _("Plans that lead back to normal"))
def recovery_steps(look: Look) -> Found:
    plans = _plans(look)
    return share(
        plans["returning"], plans["recovery"],
        _("%(count)s of %(of)s plans in force have tasks that lead back to normal."),
        nothing=NO_PLAN, url=page("plans:plan_list"), at=plans["at"], proofs=plans["proofs"],
    )  # fmt: skip


@evidence("resource_needs", _("Plans that name the resources they need"))
def resource_needs(look: Look) -> Found:
    plans = _plans(look)
    return share(
        plans["resources"], plans["recovery"],
        _("%(count)s of %(of)s plans in force name the resources they need."),
        nothing=NO_PLAN, url=page("plans:plan_list"), at=plans["at"], proofs=plans["proofs"],
    )  # fmt: skip


@evidence("documents", _("Documents with an owner and a date of review"))
def documents(look: Look) -> Found:
    """Plans in force, policy documents among them, and records of the management system."""
    plans = _plans(look)
    records = (
        BcmsRecord.objects.filter(state=RecordState.IN_FORCE)
        .order_by()
        .aggregate(
            all=Count("pk"),
            owned=Count("pk", filter=Q(owner__isnull=False, next_review__isnull=False)),
        )
    )
    return share(
        plans["owned"] + records["owned"], plans["all"] + records["all"],
        _("%(count)s of %(of)s documents in force have an owner and a date of review."),
        nothing=_("No document is in force yet."), url=page("governance:record_list"),
        at=plans["at"], proofs=plans["proofs"],
    )  # fmt: skip


@evidence("plan_in_force", _("A plan in force"))
def plan_in_force(look: Look) -> Found:
    plans = _plans(look)
    if not plans["all"]:
        return state("0", NO_PLAN, url=page("plans:plan_list"))
    return state(
        "1", _("%(plans)s plan(s) are in force."), url=page("plans:plan_list"), at=plans["at"],
        proofs=plans["proofs"], plans=plans["all"],
    )  # fmt: skip
