"""What the business impact analysis shows: coverage, freshness, objectives, dependencies, gaps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bia.models import Assessment, AssessmentStatus, Dependency, Obligation, Process, Supplier
from governance.evidence.found import Found, Look, Proof, share
from governance.evidence.registry import evidence

NO_CRITICAL = _("No process is marked critical yet.")


def critical(look: Look) -> dict[str, Any]:
    """The counts of critical processes (one query)."""

    def ask() -> dict[str, Any]:
        approved = Assessment.objects.filter(
            process=OuterRef("pk"), status=AssessmentStatus.APPROVED
        )
        needs = Dependency.objects.filter(dependent_process=OuterRef("pk"))
        found: dict[str, Any] = (
            Process.objects.filter(critical=True)
            .order_by()
            .annotate(has_bia=Exists(approved), has_needs=Exists(needs))
            .aggregate(
                all=Count("pk"),
                covered=Count("pk", filter=Q(has_bia=True)),
                fresh=Count(
                    "pk",
                    filter=Q(has_bia=True) & (Q(review_due=None) | Q(review_due__gte=look.today)),
                ),
                objectives=Count("pk", filter=Q(rto_s__isnull=False, rpo_s__isnull=False)),
                dependencies=Count("pk", filter=Q(has_needs=True)),
            )
        )
        return found

    return look.once("critical processes", ask)


@evidence("bia_coverage", _("Critical processes with an approved analysis"))
def bia_coverage(look: Look) -> Found:
    counts, (at, proofs) = critical(look), look.once("newest analyses", _newest)
    return share(
        counts["covered"], counts["all"],
        _("%(count)s of %(of)s critical processes have an approved analysis."),
        nothing=NO_CRITICAL, url=reverse("bia:process_list") + "?critical=true", at=at,
        proofs=proofs,
    )  # fmt: skip


@evidence("bia_fresh", _("Analyses that are not overdue for review"))
def bia_fresh(look: Look) -> Found:
    counts, (at, proofs) = critical(look), look.once("newest analyses", _newest)
    return share(
        counts["fresh"], counts["covered"],
        _("%(count)s of %(of)s approved analyses of critical processes are not due for review."),
        nothing=_("No critical process has an approved analysis yet."),
        url=reverse("bia:process_list"), at=at, proofs=proofs,
    )  # fmt: skip


def _newest() -> tuple[Any, tuple[Proof, ...]]:
    rows = (
        Assessment.objects.filter(status=AssessmentStatus.APPROVED, process__critical=True)
        .order_by("-approved_at", "-pk")
        .values_list("code", "process__name", "approved_at")[:5]
    )
    proofs = tuple(
        Proof(f"{code} {name}", reverse("bia:assessment_detail", args=[code]), at)
        for code, name, at in rows
    )
    return (proofs[0].at if proofs else None), proofs


@evidence("objectives_set", _("RTO and RPO are set"))
def objectives_set(look: Look) -> Found:
    counts = critical(look)
    return share(
        counts["objectives"], counts["all"],
        _("%(count)s of %(of)s critical processes have an RTO and an RPO."),
        nothing=NO_CRITICAL, url=reverse("bia:process_list") + "?critical=true",
    )  # fmt: skip


@evidence("dependencies", _("What critical processes rest on"))
def dependencies(look: Look) -> Found:
    counts = critical(look)
    return share(
        counts["dependencies"], counts["all"],
        _("%(count)s of %(of)s critical processes name what they rest on."),
        nothing=NO_CRITICAL, url=reverse("bia:dependency_list"),
    )  # fmt: skip


@evidence("suppliers", _("Suppliers with a contractual recovery time"))
def suppliers(look: Look) -> Found:
    used = Dependency.objects.filter(needs_supplier=OuterRef("pk"))
    counts = (
        Supplier.objects.filter(Exists(used))
        .order_by()
        .aggregate(
            all=Count("pk"),
            bound=Count("pk", filter=Q(contract_rto_s__isnull=False)),
            at=Max("updated_at"),
        )
    )
    return share(
        counts["bound"], counts["all"],
        _("%(count)s of %(of)s suppliers something rests on promise a recovery time by contract."),
        nothing=_("Nothing in the register rests on a supplier."),
        url=reverse("bia:supplier_list"), at=counts["at"],
    )  # fmt: skip


@evidence("obligations", _("Obligations linked to what they cap"))
def obligations(look: Look) -> Found:
    counts = (
        Obligation.objects.order_by()
        .annotate(
            tied=Exists(Obligation.processes.through.objects.filter(obligation=OuterRef("pk")))
            | Exists(Obligation.products.through.objects.filter(obligation=OuterRef("pk")))
        )
        .aggregate(all=Count("pk"), linked=Count("pk", filter=Q(tied=True)), at=Max("updated_at"))
    )
    if not counts["all"]:
        return Found(
            share(0, 1, "").value, _("No obligation is recorded."), {}, 0, 0,
            reverse("bia:obligation_list"),
        )  # fmt: skip
    return share(
        counts["linked"], counts["all"],
        _("%(count)s of %(of)s obligations are linked to the processes or products they concern."),
        url=reverse("bia:obligation_list"), at=counts["at"],
    )  # fmt: skip


@evidence("gaps_closed", _("Critical processes that keep their objectives"))
def gaps_closed(look: Look) -> Found:
    """Resumed within RTO by what is proven: "met" of the gap page alone counts."""
    nodes = look.world.analysis.nodes
    judged = [
        nodes[key].status
        for key, one in look.world.named.items()
        if one.table == "process" and one.critical and key in nodes
    ]
    known = [one for one in judged if one != "no_target"]
    return share(
        sum(one == "met" for one in known), len(known),
        _("%(count)s of %(of)s critical processes would be back within their objectives."),
        nothing=_("No critical process has an objective to be measured by."),
        url=reverse("bia:gap_list"), at=look.at,
    )  # fmt: skip
