"""The end of a review: with a new version, an attestation, or the plan itself."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from plans.models import Plan, PlanReview, RequestState, ReviewState


def close_review(plan: Plan, *, outcome: str, by: User, at: datetime) -> PlanReview | None:
    """Close the open review of a locked plan; None when there is none, or requests stay open.

    A new version answers what was adopted in it. What nobody decided is still to be decided, so
    its review stays; with the plan retired nothing is left to decide.
    """
    review = plan.reviews.filter(state=ReviewState.OPEN).first()
    if review is None:
        return None
    open_ones = review.requests.filter(state=RequestState.OPEN)
    if outcome == "retired":
        for one in open_ones:
            one.state, one.decided_at, one.decided_by = RequestState.REJECTED, at, by
            one.save()
    elif open_ones.exists():
        return None
    review.state, review.closed_at, review.closed_by = ReviewState.DONE, at, by
    review.outcome = outcome
    review.save()
    return review
