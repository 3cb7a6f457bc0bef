"""What exercises show: the programme is kept, critical processes were drilled, reports written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bia.models import Process
from drills.models import AfterActionReport, Drill
from drills.models.drill import AFTER
from drills.models.report import ReportState
from drills.services.programme_compliance import programme
from governance.evidence.analysis import NO_CRITICAL
from governance.evidence.found import Found, Look, Proof, share
from governance.evidence.pages import page
from governance.evidence.registry import evidence

YEAR = timedelta(days=366)


def _newest(look: Look) -> tuple[datetime | None, tuple[Proof, ...]]:
    def ask() -> Sequence[Proof]:
        rows = (
            Drill.objects.filter(status__in=AFTER, ended_at__lte=look.at)
            .order_by("-ended_at", "-pk")
            .values_list("code", "title", "ended_at")[:5]
        )
        return [
            Proof(f"{code} {title}", page("drills:drill_detail", code), at)
            for code, title, at in rows
        ]

    found = tuple(look.once("newest drills", ask))
    return (found[0].at if found else None), found


@evidence("drills_on_time", _("Exercises held as the programme asks"))
def drills_on_time(look: Look) -> Found:
    """Of the year up to today (docs/method.md §36)."""
    kept = programme(at=look.at)
    at, proofs = _newest(look)
    return share(
        kept.done, kept.required,
        _("%(count)s of %(of)s exercises required in the last twelve months were held and evaluated."),  # noqa: E501
        nothing=_("No exercise was required in the last twelve months."),
        url=page("drills:calendar"), at=at, proofs=proofs,
    )  # fmt: skip


@evidence("critical_drilled", _("Critical processes exercised within a year"))
def critical_drilled(look: Look) -> Found:
    drilled = Drill.processes.through.objects.filter(
        process=OuterRef("pk"), drill__status__in=AFTER,
        drill__ended_at__gte=look.at - YEAR, drill__ended_at__lte=look.at,
    )  # fmt: skip
    counts = (
        Process.objects.filter(critical=True)
        .order_by()
        .annotate(drilled=Exists(drilled))
        .aggregate(all=Count("pk"), n=Count("pk", filter=Q(drilled=True)))
    )
    at, proofs = _newest(look)
    return share(
        counts["n"], counts["all"],
        _("%(count)s of %(of)s critical processes were exercised within the last year."),
        nothing=NO_CRITICAL, url=page("drills:matrix"), at=at, proofs=proofs,
    )  # fmt: skip


@evidence("drill_reports", _("Exercises with an approved report"))
def drill_reports(look: Look) -> Found:
    approved = AfterActionReport.objects.filter(drill=OuterRef("pk"), state=ReportState.APPROVED)
    counts = (
        Drill.objects.filter(status__in=AFTER, ended_at__gte=look.at - YEAR, ended_at__lte=look.at)
        .order_by()
        .annotate(reported=Exists(approved))
        .aggregate(
            all=Count("pk"),
            n=Count("pk", filter=Q(reported=True)),
            at=Max("report__approved_at"),
        )
    )
    _at, proofs = _newest(look)
    return share(
        counts["n"], counts["all"],
        _("%(count)s of %(of)s exercises of the last year have an approved report."),
        nothing=_("No exercise was held in the last year."), url=page("drills:drill_list"),
        at=counts["at"], proofs=proofs,
    )  # fmt: skip
