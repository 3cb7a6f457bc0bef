"""The yearly reason: the look opens the review of a plan a month before it is due (K14)."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Organisation
from followup.models import Clock
from lib.days import day_in
from plans.models import Plan, ReviewState, Trigger, VersionStatus
from plans.services.clocks import REVIEW, review_moved
from plans.services.reviews import raise_change

AHEAD = timedelta(days=30)
MOST = 200  # a look; the next one does the rest


def open_reviews(*, at: datetime) -> int:
    """Safe to run twice; how many reviews were opened."""
    today = day_in(at, Organisation.current().timezone)
    due = (
        Plan.objects.filter(
            retired_at=None,
            review_due__lte=today + AHEAD,
            versions__status=VersionStatus.EFFECTIVE.value,
        )
        .exclude(reviews__state=ReviewState.OPEN.value)
        .order_by("review_due", "pk")[:MOST]
    )
    opened = 0
    for plan in due:
        assert plan.review_due is not None
        opened += 1
        raise_change(
            plan,
            trigger=Trigger.YEARLY,
            source_ref=f"due:{plan.review_due.isoformat()}",
            params={"due": plan.review_due.isoformat()},
            by=None,
            at=at,
        )
    return opened


def keep_clocks(*, at: datetime) -> int:
    """Start the clock of every plan in force that has a date and none (K14); how many."""
    running = Clock.objects.live().filter(kind=REVIEW).values("subject_code")
    missing = (
        Plan.objects.filter(
            retired_at=None,
            review_due__isnull=False,
            versions__status=VersionStatus.EFFECTIVE.value,
        )
        .exclude(code__in=running)
        .select_related("owner__user")
    )
    for plan in missing:
        review_moved(plan, at=at, by=None)
    return len(missing)
