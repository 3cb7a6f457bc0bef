"""What runs against the clock in this app: reviews, approvals, requests of campaigns.

The verbs of assessments and campaigns call these in their own transaction; `clock_keeping` brings
clocks and rows together again after a change that came past the verbs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Organisation, Person, User
from bia.followup_sources import request_code
from bia.models import Assessment, CampaignItem, Process
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import cancel_clock, meet_clock, start_clock
from lib.days import end_of_day

REVIEW, APPROVAL, REQUEST = "assessment_review", "assessment_approval", "campaign_request"


def zone_of(person: Person | None, organisation: Organisation) -> str:
    """The zone of whoever must act, else the organisation's (the login loaded by the caller)."""
    user = person.user if person is not None else None
    return user.timezone if user is not None and user.timezone else organisation.timezone


# --- reviews ----------------------------------------------------------------------------


def review_moved(process: Process, *, at: datetime, by: User | None) -> None:
    """The review date, the owner or the name changed: the clock follows; no date, no clock."""
    if process.review_due is None:
        gone = [("process", process.code)]
        cancel_clocks(REVIEW, gone, at=at, by=by, reason="no_date")
        return
    start_clocks(REVIEW, [review_of(process, Organisation.current(), at)], at=at, by=by)


def review_of(process: Process, organisation: Organisation, at: datetime) -> Wanted:
    """The clock of a process with a review date: until the end of that day where its owner is."""
    assert process.review_due is not None
    zone = zone_of(process.owner, organisation)
    return Wanted(
        subject_kind="process",
        subject_code=process.code,
        title=process.name,
        anchor_at=at,
        due_at=end_of_day(process.review_due, zone),
        zone=zone,
        responsible=process.owner,
    )


def review_done(process: Process, *, at: datetime, by: User | None) -> None:
    """Approved anew or confirmed: what was due is met, and the next review runs."""
    meet_clock(kind=REVIEW, subject_kind="process", subject_code=process.code, at=at, by=by)
    review_moved(process, at=at, by=by)


def process_removed(code: str, *, at: datetime, by: User | None) -> None:
    cancel_clocks(REVIEW, [("process", code)], at=at, by=by, reason="removed")


# --- approvals --------------------------------------------------------------------------


def approval_waits(assessment: Assessment, *, at: datetime, by: User | None) -> None:
    """Runs from the submission for the policy's working days; no one person is responsible."""
    organisation = Organisation.current()
    start_clock(
        kind=APPROVAL,
        subject_kind="assessment",
        subject_code=assessment.code,
        title=assessment.process.name,
        anchor_at=assessment.submitted_at or at,
        zone=organisation.timezone,
        at=at,
        by=by,
    )


def approval_decided(assessment: Assessment, *, at: datetime, by: User | None) -> None:
    meet_clock(kind=APPROVAL, subject_kind="assessment", subject_code=assessment.code, at=at, by=by)


def approval_withdrawn(assessment: Assessment, *, at: datetime, by: User | None) -> None:
    cancel_clock(
        kind=APPROVAL,
        subject_kind="assessment",
        subject_code=assessment.code,
        at=at,
        by=by,
        reason="withdrawn",
    )


# --- requests of campaigns --------------------------------------------------------------


def requests_made(items: Iterable[CampaignItem], *, at: datetime, by: User | None) -> None:
    """From the request to the end of the campaign's day in the owner's zone.

    `items` with campaign, process, owner and login loaded.
    """
    organisation = Organisation.current()
    start_clocks(REQUEST, [request_of(one, organisation) for one in items], at=at, by=by)


def request_of(item: CampaignItem, organisation: Organisation) -> Wanted:
    zone = zone_of(item.process.owner, organisation)
    return Wanted(
        subject_kind="campaign_request",
        subject_code=request_code(item),
        title=item.process.name,
        anchor_at=item.campaign.created_at,
        due_at=end_of_day(item.campaign.due_on, zone),
        zone=zone,
        responsible=item.process.owner,
    )


def request_answered(item: CampaignItem, *, at: datetime, by: User | None) -> None:
    meet_clock(
        kind=REQUEST,
        subject_kind="campaign_request",
        subject_code=request_code(item),
        at=at,
        by=by,
    )


def requests_dropped(items: Iterable[CampaignItem], *, at: datetime, by: User | None) -> None:
    """The campaign is closed: nobody is asked any more."""
    keys = [("campaign_request", request_code(one)) for one in items]
    cancel_clocks(REQUEST, keys, at=at, by=by, reason="closed")
