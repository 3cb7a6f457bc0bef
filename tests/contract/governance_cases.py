"""A case for the tests of the contract."""

from __future__ import annotations

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "case-studies": {
        "code": "flood",
        "name_en": "Flood",
        "name_zh": "水淹",
        "happened_on": "2021-07-20",
        "when_words": "summer",
        "story_en": "Water.",
        "story_zh": "水",
        "lesson_en": "Higher.",
        "lesson_zh": "更高",
        "source_en": "Papers",
        "source_zh": "报纸",
        "confirmed": True,
        "outage_s": 3600,
        "baseline_s": 28800,
        "target_s": 7200,
        "recovered_percent": "80",
        "loss": "2000000.00",
        "loss_words": "servers",
        "tags": ["flood"],
    },
}
CHANGES: dict[str, dict[str, Any]] = {"case-studies": {"when_words": ""}}
