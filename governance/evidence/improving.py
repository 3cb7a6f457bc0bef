"""Changes, risks, actions, audits and reviews: whether the system gets better."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bia.models import Process
from followup.models import ActionState, CorrectiveAction
from followup.services.kpis import Figures, figures_of
from governance.evidence.analysis import NO_CRITICAL
from governance.evidence.drills import YEAR
from governance.evidence.found import Found, Look, Proof, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.evidence.system import of_kind
from governance.models import (
    Change,
    ChangeState,
    HealthSnapshot,
    ManagementReview,
    ManagementReviewState,
    RecordKind,
    Risk,
    RiskState,
)

QUARTER = timedelta(days=92)


@evidence("changes", _("Changes that were assessed and approved"))
def changes(look: Look) -> Found:
    """Of those that were carried out within a year; each by somebody else than who asked."""
    counts = Change.objects.filter(
        state__in=(ChangeState.IMPLEMENTED, ChangeState.FAILED), implemented_at__gte=look.at - YEAR
    ).aggregate(
        all=Count("pk"),
        n=Count("pk", filter=Q(assessed_at__isnull=False, decided_at__isnull=False)),
        at=Max("implemented_at"),
    )
    return share(
        counts["n"], counts["all"],
        _("%(count)s of %(of)s changes of the last year were assessed and approved first."),
        nothing=_("No change was carried out in the last year."),
        url=page("governance:change_list"), at=counts["at"],
    )  # fmt: skip


@evidence("risk_register", _("Critical processes with assessed risks"))
def risk_register(look: Look) -> Found:
    linked = Risk.processes.through.objects.filter(process=OuterRef("pk")).exclude(
        risk__state=RiskState.CLOSED
    )
    counts = (
        Process.objects.filter(critical=True)
        .order_by()
        .annotate(risky=Exists(linked))
        .aggregate(all=Count("pk"), n=Count("pk", filter=Q(risky=True)))
    )
    return share(
        counts["n"], counts["all"],
        _("The risks of %(count)s of %(of)s critical processes are in the risk register."),
        nothing=NO_CRITICAL, url=page("governance:risk_list"),
    )  # fmt: skip


@evidence("risks_treated", _("Risks that are treated, accepted or planned for"))
def risks_treated(look: Look) -> Found:
    """An open one counts with measures and a day of review that is not over; an accepted one
    until its day."""
    ahead = Q(next_review__gte=look.today)
    counts = Risk.objects.exclude(state=RiskState.CLOSED).aggregate(
        all=Count("pk"),
        n=Count(
            "pk",
            filter=Q(state=RiskState.TREATED)
            | (Q(state=RiskState.ACCEPTED) & ahead)
            | (Q(state=RiskState.OPEN) & ahead & ~Q(measures="")),
        ),
        at=Max("updated_at"),
    )
    return share(
        counts["n"], counts["all"],
        _("%(count)s of %(of)s risks are treated, accepted with an end, or have measures in work."),
        nothing=_("No risk is open."), url=page("governance:risk_list"), at=counts["at"],
    )  # fmt: skip


def _figures(look: Look) -> Figures:
    return look.once("actions", lambda: figures_of(CorrectiveAction.objects.all(), at=look.at))


@evidence("actions_on_time", _("Corrective actions done on time"))
def actions_on_time(look: Look) -> Found:
    found = _figures(look)
    return share(
        found.done_on_time, found.due,
        _("%(count)s of %(of)s corrective actions that were due were done on time."),
        nothing=_("No corrective action was due yet."), url=page("followup:action_list"),
    )  # fmt: skip


def _open(look: Look) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        live = ~Q(state__in=(ActionState.DRAFT, ActionState.CANCELLED))
        since = Q(verified_at__gte=look.at - YEAR)
        found: dict[str, Any] = CorrectiveAction.objects.order_by().aggregate(
            all=Count("pk", filter=live),
            owned=Count("pk", filter=live & Q(owner__isnull=False, due_on__isnull=False)),
            verified=Count("pk", filter=Q(state=ActionState.VERIFIED) & since),
            at=Max("verified_at", filter=Q(state=ActionState.VERIFIED)),
        )
        rows = (
            CorrectiveAction.objects.filter(state=ActionState.VERIFIED)
            .order_by("-verified_at", "-pk")
            .values_list("code", "title", "verified_at")[:5]
        )
        found["proofs"] = tuple(
            Proof(f"{code} {title}", page("followup:action_detail", code), at)
            for code, title, at in rows
        )
        return found

    return look.once("open actions", ask)


@evidence("corrective_actions", _("Corrective actions with an owner and a date"))
def corrective_actions(look: Look) -> Found:
    counts = _open(look)
    return share(
        counts["owned"], counts["all"],
        _("%(count)s of %(of)s corrective actions have an owner and a due date."),
        nothing=_("There is no corrective action yet."), url=page("followup:action_list"),
        at=counts["at"], proofs=counts["proofs"],
    )  # fmt: skip


@evidence("improvement", _("Improvements whose effect was verified"))
def improvement(look: Look) -> Found:
    counts, url = _open(look), page("followup:action_list")
    if counts["verified"]:
        return state(
            "1", _("The effect of %(actions)s action(s) was verified in the last year."), url=url,
            at=counts["at"], proofs=counts["proofs"], actions=counts["verified"],
        )  # fmt: skip
    if counts["all"]:
        return state(
            "0.5", _("Actions are in work; the effect of none was verified in the last year."),
            url=url,
        )  # fmt: skip
    return state("0", _("There is no corrective action yet."), url=url)


@evidence("measuring", _("The health of the programme is measured"))
def measuring(look: Look) -> Found:
    last = HealthSnapshot.objects.filter(at__lte=look.at).order_by("-day").values_list("at")[:1]
    at = last[0][0] if last else None
    url = page("governance:health")
    if at is None:
        return state("0", _("The health of the programme was never measured."), url=url)
    if look.at - at > timedelta(days=35):
        return state(
            "0.5", _("The health of the programme was not measured for a month."), url=url, at=at
        )
    return state("1", _("The health of the programme is measured every day."), url=url, at=at)


@evidence("trend", _("The health of the programme does not get worse"))
def trend(look: Look) -> Found:
    """The newest figure against the oldest of the last 92 days."""
    found = list(
        HealthSnapshot.objects.filter(
            at__lte=look.at, at__gt=look.at - QUARTER, value__isnull=False
        )
        .order_by("day")
        .values_list("value", "at")
    )
    rows = [(value, at) for value, at in found if value is not None]
    url = page("governance:health")
    if len(rows) < 2:
        return state(None, _("There are not enough figures yet to see a trend."), url=url)
    first, last = rows[0][0], rows[-1][0]
    said = (
        _("Programme health went from %(first)s to %(last)s within three months.")
        if last != first
        else _("Programme health has stayed at %(last)s within three months.")
    )
    return state(
        "1" if last >= first else "0.5", said, url=url, at=rows[-1][1],
        first=_number(first), last=_number(last),
    )  # fmt: skip


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


@evidence("internal_audit", _("An internal audit within a year"))
def internal_audit(look: Look) -> Found:
    rows = of_kind(look, RecordKind.AUDIT)
    url = page("governance:record_list", query="kind=audit")
    held = sorted((one for one in rows if one.held_on), key=lambda one: str(one.held_on))
    recent = [one for one in held if one.held_on and look.today - one.held_on <= YEAR]
    if recent:
        return state(
            "1", _("The last internal audit was held on %(day)s."), url=url,
            proofs=tuple(
                Proof(str(one), page("governance:record_detail", one.code))
                for one in reversed(recent)
            ),
            day=recent[-1].held_on,
        )  # fmt: skip
    if rows:
        return state(
            "0.5", _("An internal audit is planned; none was held within the last year."), url=url
        )
    return state("0", _("No internal audit is planned."), url=url)


@evidence("management_review", _("A management review with approved minutes"))
def management_review(look: Look) -> Found:
    rows = list(
        ManagementReview.objects.filter(held_at__gte=look.at - YEAR, held_at__lte=look.at)
        .exclude(state=ManagementReviewState.CANCELLED)
        .order_by("-held_at", "-pk")[:5]
    )
    url = page("governance:review_list")
    approved = [one for one in rows if one.state == ManagementReviewState.APPROVED]
    proofs = tuple(
        Proof(one.title, page("governance:review_detail", one.code), one.held_at) for one in rows
    )
    if approved:
        return state(
            "1", _("The minutes of the last management review are approved."), url=url,
            at=approved[0].held_at, proofs=proofs,
        )  # fmt: skip
    if rows:
        return state(
            "0.5", _("A management review was held; its minutes are not approved yet."), url=url,
            at=rows[0].held_at, proofs=proofs,
        )  # fmt: skip
    return state("0", _("No management review was held within the last year."), url=url)
