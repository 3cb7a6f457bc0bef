"""Rows of this app as webhooks carry them: what the API answers, less what is restricted.

Whoever sets up an endpoint need not be invited to a restricted incident, so of such a one only
number, status, grade and instants go out.
"""

from __future__ import annotations

from typing import Any

from bia.published import plain
from bia.services.publishing import register_shape
from incidents.models import Confidentiality, Impact, Incident, Review, SituationReport

# What remains of a restricted incident and of its parts.
TOLD_OF_RESTRICTED = frozenset(
    {
        *("id", "code", "version", "created_at", "updated_at", "url", "incident", "mode"),
        *("status", "grade", "provisional_grade", "occurred_at", "detected_at", "declared_at"),
        *("acknowledged_at", "assessed_at", "restored_at", "verified_at", "closed_at"),
        *("cancelled_at", "confidentiality", "start_at", "end_at", "number", "submitted_at"),
        *("state", "approved_at"),
    }
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_shape("incident", incident_json)
    register_shape("impact", impact_json)
    register_shape("situationreport", report_json)
    register_shape("review", review_json)


def incident_json(row: Incident) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from incidents.api.loading import incidents_for_api
    from incidents.serializers.incident import IncidentSerializer

    fresh = incidents_for_api(Incident.objects.all()).get(pk=row.pk)
    data = plain(IncidentSerializer(fresh).data, "incident-detail", fresh.number)
    return _told(data, fresh)


def impact_json(row: Impact) -> dict[str, Any]:
    from incidents.serializers.impact import ImpactSerializer

    fresh = Impact.objects.for_list().select_related("incident").get(pk=row.pk)
    return _below(ImpactSerializer(fresh).data, fresh.incident)


def report_json(row: SituationReport) -> dict[str, Any]:
    from incidents.serializers.communication import SituationReportSerializer

    fresh = SituationReport.objects.select_related("incident", "by").get(pk=row.pk)
    return _below(SituationReportSerializer(fresh).data, fresh.incident)


def review_json(row: Review) -> dict[str, Any]:
    from incidents.serializers.review import ReviewSerializer

    fresh = Review.objects.select_related("incident", "author", "approved_by").get(pk=row.pk)
    return _below(ReviewSerializer(fresh).data, fresh.incident)


def _below(data: Any, incident: Incident) -> dict[str, Any]:
    """With the address of the incident it belongs to."""
    answer = plain(data, "incident-detail", incident.number)
    return _told(answer | {"incident": incident.number}, incident)


def _told(data: dict[str, Any], incident: Incident) -> dict[str, Any]:
    if incident.confidentiality != Confidentiality.RESTRICTED:
        return data
    return {name: value for name, value in data.items() if name in TOLD_OF_RESTRICTED}
