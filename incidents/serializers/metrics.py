"""The metrics of incidents as the API answers them. Durations are seconds, shares in percent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.domain.metrics import Availability, Group
from incidents.services.metrics import Metrics


class MetricsQuerySerializer(serializers.Serializer[Any]):
    """Days are whole days where the organisation is; without any the twelve months until now."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    grade = serializers.CharField(required=False)
    system = serializers.CharField(required=False)
    category = serializers.CharField(required=False)


def metrics_json(found: Metrics) -> dict[str, Any]:
    return {
        "since": found.wanted.since,
        "until": found.wanted.until,
        "total": group_json(found.total),
        "by_grade": [group_json(one) for one in found.by_grade],
        "by_system": [group_json(one) for one in found.by_system],
        "by_month": [group_json(one) for one in found.by_month],
        "availability": [
            availability_json(one) | {"met": one.meets(found.target)} for one in found.availability
        ],
        "availability_target": str(found.target),
        "open": found.open,
        "mobilised_in_vain": found.in_vain,
        "merged": found.merged,
    }


def group_json(one: Group) -> dict[str, Any]:
    """`key` is the grade, the system's code or the month; "" is all, or not graded."""
    return {
        "key": one.key,
        "count": one.count,
        "spans": {
            name: {
                "count": spread.count,
                "median_s": spread.median_s,
                "p90_s": spread.p90_s,
                "mean_s": spread.mean_s,
                "longest_s": spread.longest_s,
            }
            for name, spread in one.spans.items()
        },
        "shares": {
            name: {
                "met": share.met,
                "of": share.of,
                "percent": None if share.percent is None else str(share.percent),
            }
            for name, share in one.shares.items()
        },
        "recurrences": one.recurrences,
    }


def availability_json(one: Availability) -> dict[str, Any]:
    return {
        "system": one.system,
        "outages": one.outages,
        "down_s": one.down_s,
        "planned_maintenance_s": one.maintenance_s,
        "of_s": one.of_s,
        "percent": None if one.percent is None else str(one.percent),
    }
