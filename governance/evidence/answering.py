"""Ready to answer: grades and their deciders, words for every audience, monitoring, incidents."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from governance.evidence.drills import YEAR
from governance.evidence.found import Found, Look, Proof, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.models import Inspection, InspectionState
from incidents.models import CommsTemplate, Incident, MonitoringAlert, MonitoringSource, Review
from incidents.models.communication import Audience
from plans.models import IncidentGrade, RoleHolder

A_DAY = timedelta(days=1)


@evidence("response_structure", _("Grades of incidents with somebody who decides"))
def response_structure(look: Look) -> Found:
    held = RoleHolder.objects.filter(role=OuterRef("decision_role"), person__is_active=True)
    counts = (
        IncidentGrade.objects.order_by()
        .annotate(decided=Exists(held))
        .aggregate(all=Count("pk"), n=Count("pk", filter=Q(decided=True)))
    )
    return share(
        counts["n"], counts["all"],
        _("For %(count)s of %(of)s grades of incidents it is settled who decides."),
        nothing=_("No grade of incidents is defined yet."), url=page("plans:grade_list"),
    )  # fmt: skip


@evidence("comms_templates", _("Prepared messages for every audience"))
def comms_templates(look: Look) -> Found:
    counts = CommsTemplate.objects.filter(is_active=True).aggregate(
        n=Count("audience", distinct=True), at=Max("updated_at")
    )
    return share(
        counts["n"], len(Audience.values),
        _("There are prepared messages for %(count)s of %(of)s audiences."),
        url=page("incidents:template_list"), at=counts["at"],
    )  # fmt: skip


@evidence("monitoring", _("Monitoring that declares incidents by itself"))
def monitoring(look: Look) -> Found:
    """A source that was heard counts whole; one that is only set up, and daily inspections of the
    last month without any source, half."""
    counts = MonitoringSource.objects.filter(is_active=True).aggregate(
        n=Count("pk"), heard=Count("pk", filter=Q(alerts__isnull=False), distinct=True)
    )
    url = page("incidents:source_list")
    if counts["heard"]:
        last = MonitoringAlert.objects.aggregate(at=Max("last_at"))["at"]
        return state(
            "1", _("Monitoring reports to the platform from %(sources)s source(s)."), url=url,
            at=last, sources=counts["heard"],
        )  # fmt: skip
    if counts["n"]:
        return state("0.5", _("Monitoring is connected, but was never heard yet."), url=url)
    rounds = Inspection.objects.filter(
        state=InspectionState.DONE, day__gt=look.today - timedelta(days=31)
    ).aggregate(n=Count("pk"), at=Max("finished_at"))
    if rounds["n"]:
        return state(
            "0.5",
            _("No monitoring is connected; %(rounds)s inspection(s) were made in the last month."),
            url=page("governance:inspection_list"), at=rounds["at"], rounds=rounds["n"],
        )  # fmt: skip
    return state("0", _("No monitoring is connected and nobody inspects."), url=url)


@evidence("incidents_reviewed", _("Incidents with an approved review"))
def incidents_reviewed(look: Look) -> Found:
    """Of the real ones of a year that were over for at least a day (their review is due then)."""
    approved = Review.objects.filter(incident=OuterRef("pk"), state=Review.State.APPROVED)
    ended = (
        Incident.objects.counted()
        .filter(restored_at__gte=look.at - YEAR, restored_at__lte=look.at - A_DAY)
        .order_by()
        .annotate(reviewed=Exists(approved))
    )
    counts = ended.aggregate(
        all=Count("pk"), n=Count("pk", filter=Q(reviewed=True)), at=Max("review__approved_at")
    )
    rows = (
        ended.filter(reviewed=True)
        .order_by("-restored_at")
        .values_list("number", "review__approved_at")[:5]
    )
    return share(
        counts["n"], counts["all"],
        _("%(count)s of %(of)s incidents of the last year have an approved review."),
        nothing=_("No incident of the last year is due for a review."),
        url=page("incidents:incident_list"), at=counts["at"],
        proofs=tuple(
            Proof(number, page("incidents:incident_detail", number), at) for number, at in rows
        ),
    )  # fmt: skip
