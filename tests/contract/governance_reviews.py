"""Management reviews for the tests of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.models import ManagementReview
from governance.services.reviews import add_decision

BODIES: dict[str, dict[str, Any]] = {
    "management-reviews": {
        "title": "Spring",
        "period_from": "2026-01-01",
        "period_until": "2026-03-31",
        "planned_on": "2031-04-02",
        "chair": "p-100",
        "secretary": "p-101",
        "participants": ["p-100", "p-101"],
        "minutes": "To be written.",
        "next_on": "2031-07-01",
    }
}

CHANGES: dict[str, dict[str, Any]] = {"management-reviews": {"minutes": ""}}


def codes(by: User, at: datetime) -> dict[str, object]:
    review = ManagementReview.objects.order_by("code")[0]
    decision = add_decision(review, kind="other", text="Go on", by=by, at=at)
    item = review.agenda.all()[0]
    return {
        "management-reviews": review.code,
        "management-reviews/agenda": item.pk,
        "management-reviews/decisions": decision.pk,
    }
