"""Clocks made to agree with the rows they stand for, whatever came past the verbs.

After an upgrade the rows are there and no clock is; SQL by hand moves dates; a row is removed.
Running it again changes nothing. A batch takes a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from bia.followup_sources import request_code
from bia.models import Assessment, AssessmentStatus, CampaignItem, Process
from bia.services.clocks import APPROVAL, REQUEST, REVIEW, approval_waits, request_of, review_of
from followup.models import Clock
from followup.services.clock_batches import BATCH, cancel_clocks, start_clocks


@dataclass(frozen=True)
class Kept:
    """How many clocks were started (or started anew) and cancelled."""

    started: int
    cancelled: int


def keep_clocks(*, at: datetime) -> Kept:
    """Reviews, approvals and requests of campaigns, in this order."""
    organisation = Organisation.current()
    parts = [
        _reviews(organisation, at),
        _approvals(at),
        _requests(organisation, at),
    ]
    return Kept(sum(one.started for one in parts), sum(one.cancelled for one in parts))


def _reviews(organisation: Organisation, at: datetime) -> Kept:
    due = Process.objects.filter(review_due__isnull=False).select_related("owner", "owner__user")
    started = 0
    for batch in _batches(due):
        wanted = [review_of(one, organisation, at) for one in batch]
        started += start_clocks(REVIEW, wanted, at=at, by=None)
    kept = Process.objects.filter(review_due__isnull=False).values("code")
    stray = _live(REVIEW).exclude(subject_code__in=kept)
    return Kept(started, _cancel(REVIEW, stray, at))


def _approvals(at: datetime) -> Kept:
    """Few wait at a time; each is started by the verb, which counts its working days."""
    waiting = Assessment.objects.filter(status=AssessmentStatus.SUBMITTED)
    running = _live(APPROVAL).values("subject_code")
    missing = list(waiting.exclude(code__in=running).select_related("process"))
    for one in missing:
        approval_waits(one, at=at, by=None)
    stray = _live(APPROVAL).exclude(subject_code__in=waiting.values("code"))
    return Kept(len(missing), _cancel(APPROVAL, stray, at))


def _requests(organisation: Organisation, at: datetime) -> Kept:
    asked = CampaignItem.objects.filter(answered_at__isnull=True, campaign__closed_at__isnull=True)
    started = 0
    codes: set[str] = set()
    for batch in _batches(asked.with_owners()):
        codes.update(request_code(one) for one in batch)
        wanted = [request_of(one, organisation) for one in batch]
        started += start_clocks(REQUEST, wanted, at=at, by=None)
    stray = [code for code in _codes(_live(REQUEST)) if code not in codes]
    keys = [("campaign_request", code) for code in stray]
    return Kept(started, cancel_clocks(REQUEST, keys, at=at, by=None, reason="no_longer_due"))


def _cancel(kind: str, stray: QuerySet[Clock], at: datetime) -> int:
    keys = list(stray.values_list("subject_kind", "subject_code"))
    return cancel_clocks(kind, keys, at=at, by=None, reason="no_longer_due")


def _live(kind: str) -> QuerySet[Clock]:
    return Clock.objects.live().filter(kind=kind)


def _codes(rows: QuerySet[Clock]) -> Iterable[str]:
    return rows.values_list("subject_code", flat=True)


def _batches(rows: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    """In the order of their ids, so that a change between two batches skips nothing."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
