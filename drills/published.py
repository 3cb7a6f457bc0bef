"""Rows of this app as webhooks carry them: what the API answers, less what must stay a surprise.

Whoever reads the other end may be a player, so of a drill without notice that has not begun only
its number and status go out, and of no drill what its script says.
"""

from __future__ import annotations

from typing import Any

from bia.published import plain
from bia.services.publishing import register_shape
from drills.models import Drill, DrillSlot

# What remains of a drill without notice until it begins.
TOLD_BEFORE = frozenset(
    {
        *("id", "code", "version", "created_at", "updated_at", "url", "status", "type"),
        "no_notice",
    }
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_shape("drill", drill_json)
    register_shape("drillslot", slot_json)


def drill_json(row: Drill) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from drills.api.loading import drills_for_api
    from drills.serializers.drill import DrillSerializer

    fresh = drills_for_api(Drill.objects.all()).get(pk=row.pk)
    data = plain(DrillSerializer(fresh).data, "drill-detail", fresh.code)
    if fresh.no_notice and fresh.started_at is None:
        return {name: value for name, value in data.items() if name in TOLD_BEFORE}
    return data


def slot_json(row: DrillSlot) -> dict[str, Any]:
    from drills.serializers.programme import DrillSlotSerializer

    fresh = DrillSlot.objects.for_list().get(pk=row.pk)
    return plain(DrillSlotSerializer(fresh).data, "drill-slot-detail", fresh.code)
