"""Rows of this app as webhooks carry them: exactly what the API answers."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from rest_framework.renderers import JSONRenderer

from bia.models import Assessment, Finding, Measurement
from bia.services.publishing import register_shape


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_shape("assessment", assessment_json)
    register_shape("measurement", measurement_json)
    register_shape("finding", finding_json)


def assessment_json(row: Assessment) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from bia.api.assessment import complete
    from bia.serializers.assessment import AssessmentSerializer

    fresh = complete(Assessment.objects.for_list()).get(pk=row.pk)
    return plain(AssessmentSerializer(fresh).data, "assessment-detail", fresh.code)


def measurement_json(row: Measurement) -> dict[str, Any]:
    from bia.serializers.measurement import MeasurementSerializer

    fresh = Measurement.objects.for_list().get(pk=row.pk)
    return plain(MeasurementSerializer(fresh).data, "measurement-detail", fresh.code)


def plain(data: Any, url_name: str, code: str) -> dict[str, Any]:
    """Numbers and texts only, with the address the API would give."""
    answer: dict[str, Any] = json.loads(JSONRenderer().render(data))
    try:
        answer["url"] = settings.PUBLIC_URL + reverse(url_name, args=[code])
    except NoReverseMatch:
        answer["url"] = ""
    return answer


def finding_json(row: Finding) -> dict[str, Any]:
    from bia.serializers.finding import FindingSerializer

    fresh = Finding.objects.for_list().get(pk=row.pk)
    return plain(FindingSerializer(fresh).data, "finding-detail", fresh.code)
