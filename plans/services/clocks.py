"""What runs against the clock for plans: their review (K14), and approvals that wait.

The verbs call these in their own transaction; the clocks of activations, reachability, paper and
backfill stand with their own verbs.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from bia.services.clocks import zone_of
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import cancel_clock, meet_clock, start_clock
from lib.days import end_of_day
from plans.models import Plan, PlanVersion

REVIEW, APPROVAL = "plan_review", "plan_approval"


def review_moved(plan: Plan, *, at: datetime, by: User | None) -> None:
    """The review date, the owner or the name changed: the clock follows; no date, no clock."""
    if plan.review_due is None or plan.retired_at is not None:
        cancel_clocks(REVIEW, [("plan", plan.code)], at=at, by=by, reason="no_date")
        return
    zone = zone_of(plan.owner, Organisation.current())
    wanted = Wanted(
        subject_kind="plan",
        subject_code=plan.code,
        title=str(plan),
        anchor_at=at,
        due_at=end_of_day(plan.review_due, zone),
        zone=zone,
        responsible=plan.owner,
    )
    start_clocks(REVIEW, [wanted], at=at, by=by)


def review_done(plan: Plan, *, at: datetime, by: User | None) -> None:
    """Attested or published anew: what was due is met, and the next review runs."""
    meet_clock(kind=REVIEW, subject_kind="plan", subject_code=plan.code, at=at, by=by)
    review_moved(plan, at=at, by=by)


def plan_ended(plan: Plan, *, at: datetime, by: User | None) -> None:
    cancel_clocks(REVIEW, [("plan", plan.code)], at=at, by=by, reason="retired")


def approval_waits(version: PlanVersion, *, at: datetime, by: User | None) -> None:
    """From when the signature was asked for; each position of the chain starts it anew."""
    start_clock(
        kind=APPROVAL,
        subject_kind="plan_version",
        subject_code=version.key,
        title=str(version),
        anchor_at=at,
        zone=Organisation.current().timezone,
        at=at,
        by=by,
    )


def approval_decided(version: PlanVersion, *, at: datetime, by: User | None) -> None:
    meet_clock(kind=APPROVAL, subject_kind="plan_version", subject_code=version.key, at=at, by=by)


def approval_withdrawn(version: PlanVersion, *, at: datetime, by: User | None) -> None:
    cancel_clock(
        kind=APPROVAL,
        subject_kind="plan_version",
        subject_code=version.key,
        at=at,
        by=by,
        reason="withdrawn",
    )
