"""What an investment case takes."""

from __future__ import annotations

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "investment-cases": {
        "code": "INV-1",
        "title": "Second centre",
        "text": "A second centre in the same city.",
        "owner": "p-101",
        "years": 4,
        "discount_rate": "0.1",
        "incidents_per_year": "0.5",
        "effectiveness": "0.9",
        "one_size_amount": "1500.00",
        "lines": [{"kind": "initial", "label": "Centre", "amount": "300.00"}],
        "classes": [],
        "sourcing": [],
        "designs": [{"name": "Cold", "cost": "100.00", "rto_s": 86400, "rpo_s": 86400}],
        "assessments": [],
    },
}
CHANGES: dict[str, dict[str, Any]] = {"investment-cases": {"title": "Third centre"}}
