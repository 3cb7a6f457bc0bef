"""What architectures, level assessments and strategies take."""

from __future__ import annotations

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "architectures": {
        "code": "ours",
        "name_en": "Ours",
        "name_zh": "自有",
        "order": 20,
        "rto_best_s": 900,
        "rto_worst_s": 3600,
        "rpo_best_s": 300,
        "rpo_worst_s": 900,
        "cost_least": "1.5",
        "cost_most": "2",
        "covers_region": True,
        "points": [{"en": "A line", "zh": "专线"}],
        "is_active": False,
    },
}
CHANGES: dict[str, dict[str, Any]] = {"architectures": {"name_en": "Ours too"}}
