"""Rows of this app as webhooks carry them: exactly what the API answers."""

from __future__ import annotations

from typing import Any

from bia.published import plain
from bia.services.publishing import register_shape
from plans.models import Plan, PlanVersion


def register() -> None:
    """Called once, by `plans.webhook_types`."""
    register_shape("plan", plan_json)
    register_shape("planversion", version_json)


def plan_json(row: Plan) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from plans.api.plan_loading import plans_for_api
    from plans.serializers.plan import PlanSerializer

    fresh = plans_for_api(Plan.objects.all()).get(pk=row.pk)
    return plain(PlanSerializer(fresh).data, "plan-detail", fresh.code)


def version_json(row: PlanVersion) -> dict[str, Any]:
    from plans.api.plan_loading import versions_for_api
    from plans.serializers.version import VersionSerializer

    fresh = versions_for_api(PlanVersion.objects.all()).get(pk=row.pk)
    data = plain(VersionSerializer(fresh).data, "plan-detail", fresh.plan.code)
    if data["url"]:
        data["url"] += f"versions/{fresh.number}/"
    return data
