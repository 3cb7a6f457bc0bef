"""A risk for the tests of the contract."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

BODIES: dict[str, dict[str, Any]] = {
    "risks": {
        "title": "Power cut in the hall",
        "text": "Both lines hang on one substation.",
        "threat": "power",
        "processes": ["road-rescue"],
        "systems": ["dispatch"],
        "likelihood": 3,
        "impact": 5,
        "treatment": "transfer",
        "measures": "A second line.",
        "left_likelihood": 1,
        "left_impact": 5,
        "owner": "p-101",
        "next_review": "2031-01-10",
        "change": f"CHG-{timezone.now().year}-0001",
    },
}
CHANGES: dict[str, dict[str, Any]] = {"risks": {"measures": ""}}
