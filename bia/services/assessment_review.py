"""The life cycle of an assessment: submission, withdrawal, return, approval."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.domain.proposal import Proposal
from bia.domain.review import due_after_approval
from bia.models import Assessment, AssessmentStatus, Process
from bia.process_news import objectives_of, tell_objectives
from bia.services.assessment import lock, refresh, save
from bia.services.assessment_basis import cells_of, context_of, local_day, recompute
from bia.services.assessment_content import take_snapshot
from bia.services.assessment_guards import unmet
from bia.services.assessment_news import (
    tell_approved,
    tell_returned,
    tell_submitted,
    tell_superseded,
    tell_withdrawn,
)
from bia.services.campaign_answers import answer_requests
from bia.services.clocks import (
    approval_decided,
    approval_waits,
    approval_withdrawn,
    review_done,
)
from lib.errors import GuardsUnmet, Problem
from lib.versioning import change

DERIVED = ("mtd_derived_s", "mtd_proposed_s", "rto_proposed_s", "rpo_proposed_s", "tier_id")


@transaction.atomic
def submit_assessment(
    assessment: Assessment, *, by: User, at: datetime, read_version: int | None = None
) -> Assessment:
    """Hand a draft in for approval. Raises GuardsUnmet with every hard rule that fails.

    What is true but bad stays in `because["warnings"]`, for the approver to judge.
    """
    require(by, "assessment.change", assessment.process)
    locked = lock(assessment, read_version=read_version)
    if not locked.in_work:
        raise GuardsUnmet.one("not_in_work", _("Only a draft or a returned one is submitted."))
    problems = unmet(locked, _recompute(locked))
    if problems:
        raise GuardsUnmet(problems)
    locked.status = AssessmentStatus.SUBMITTED
    locked.submitted_by, locked.submitted_at, locked.return_reason = by, at, ""
    save(locked)
    approval_waits(locked, at=at, by=by)
    tell_submitted(locked, by=by, at=at)
    refresh(assessment, locked)
    return assessment


@transaction.atomic
def withdraw_submission(
    assessment: Assessment, *, by: User, at: datetime, read_version: int | None = None
) -> Assessment:
    """Take a submitted assessment back into work."""
    require(by, "assessment.change", assessment.process)
    locked = _submitted(assessment, read_version)
    locked.status = AssessmentStatus.DRAFT
    locked.submitted_by, locked.submitted_at = None, None
    save(locked)
    approval_withdrawn(locked, at=at, by=by)
    tell_withdrawn(locked, at=at)
    refresh(assessment, locked)
    return assessment


@transaction.atomic
def return_assessment(
    assessment: Assessment,
    *,
    reason: str,
    by: User,
    at: datetime,
    read_version: int | None = None,
) -> Assessment:
    """Send a submitted assessment back to its owner, with the reason."""
    require(by, "assessment.approve", assessment.process)
    locked = _submitted(assessment, read_version)
    if not reason.strip():
        raise GuardsUnmet.one("reason_missing", _("Say why it is returned."), "reason")
    locked.status = AssessmentStatus.RETURNED
    locked.return_reason = reason.strip()
    save(locked)
    approval_decided(locked, at=at, by=by)
    tell_returned(locked, by=by, at=at)
    refresh(assessment, locked)
    return assessment


@transaction.atomic
def approve_assessment(
    assessment: Assessment, *, by: User, at: datetime, read_version: int | None = None
) -> Assessment:
    """Approve what was submitted: freeze it, put its objectives in force, set the review date.

    Raises GuardsUnmet for the author's or submitter's own approval, for hard rules that fail,
    and when catalogues or limits changed what was proposed since the submission.
    """
    require(by, "assessment.approve", assessment.process)
    locked = _submitted(assessment, read_version)
    process = Process.objects.select_for_update().get(pk=locked.process_id)
    before = [getattr(locked, name) for name in DERIVED]
    found = _recompute(locked)
    problems = [*_own(locked, by), *unmet(locked, found)]
    if locked.submitted_at is not None and at < locked.submitted_at:
        words = _("It cannot be approved before it was submitted.")
        problems.append(Problem("before_submission", words, "at"))
    if before != [getattr(locked, name) for name in DERIVED]:
        message = _("Catalogues or limits changed the proposals since the submission.")
        problems.append(Problem("basis_changed", message))
    if problems:
        raise GuardsUnmet(problems)
    old = Assessment.objects.filter(process=process, status=AssessmentStatus.APPROVED)
    before_it = list(old)
    old.update(status=AssessmentStatus.SUPERSEDED, version=F("version") + 1, updated_at=at)
    objectives = objectives_of(process)
    _put_in_force(process, locked, at)
    locked.process = process
    locked.status, locked.approved_by, locked.approved_at = AssessmentStatus.APPROVED, by, at
    save(locked)
    take_snapshot(locked, context_of(process).catalogue, at=at)
    answer_requests(process=process, assessment=locked, by=by, at=at)
    approval_decided(locked, at=at, by=by)
    review_done(process, at=at, by=by)
    for one in before_it:
        tell_superseded(one, at=at)
    tell_approved(locked, by=by, at=at)
    tell_objectives(process, objectives, by=by, at=at)
    refresh(assessment, locked)
    return assessment


def _recompute(assessment: Assessment) -> Proposal:
    cells = cells_of(assessment.ratings.in_grid())
    return recompute(assessment, cells, context_of(assessment.process))


def _submitted(assessment: Assessment, read_version: int | None) -> Assessment:
    locked = lock(assessment, read_version=read_version)
    if locked.status != AssessmentStatus.SUBMITTED:
        raise GuardsUnmet.one("not_submitted", _("This assessment is not waiting for approval."))
    return locked


def _own(assessment: Assessment, by: User) -> list[Problem]:
    problems = []
    if assessment.author_id == by.pk:
        problems.append(Problem("approver_is_author", _("Its author cannot approve it.")))
    if assessment.submitted_by_id == by.pk:
        problems.append(Problem("approver_is_submitter", _("Who submitted it cannot approve it.")))
    return problems


def _put_in_force(process: Process, assessment: Assessment, at: datetime) -> None:
    values: dict[str, Any] = {
        "mtd_derived_s": assessment.mtd_derived_s,
        "rto_derived_s": assessment.rto_proposed_s,
        "mtd_s": assessment.mtd_s,
        "rto_s": assessment.rto_s,
        "rpo_s": assessment.rpo_s,
        "tier": assessment.tier,
        "wrt_s": assessment.wrt_s,
        "wrt_blocking": assessment.wrt_blocking,
        "mbco_percent": Decimal(assessment.mbco_percent),
        "review_due": due_after_approval(
            local_day(at), Organisation.current().review_interval_months
        ),
    }
    critical = assessment.answers.get("critical")
    if critical is not None:
        values["critical"] = critical
    change(process, read_version=None, **values)
