"""An inspection list and a round for the tests of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.models import InspectionResult

BODIES: dict[str, dict[str, Any]] = {
    "inspection-lists": {
        "code": "morning",
        "name_en": "Morning round",
        "name_zh": "晨检",
        "site": "dc-a",
        "every_days": 1,
        "working_days_only": True,
        "points": [
            {
                "name_en": "Racks",
                "name_zh": "机柜",
                "text_en": "Warm?",
                "text_zh": "温度",
                "system": "dispatch",
                "unit": "°C",
                "evidence": "",
            }
        ],
    },
    "inspections": {"list": "morning", "day": "2026-03-02", "note": "Early."},
}
CHANGES: dict[str, dict[str, Any]] = {
    "inspection-lists": {"every_days": None},
    "inspections": {"note": ""},
}


def codes(by: User, at: datetime) -> dict[str, object]:
    found = InspectionResult.objects.order_by("pk").first()
    return {"inspection-results": found.pk} if found else {}
