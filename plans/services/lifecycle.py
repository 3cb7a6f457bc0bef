"""The life cycle of a version up to its approval: submit, withdraw, return, sign.

Every verb locks the plan, then the version. What follows an approval: publication.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from lib.errors import GuardsUnmet
from plans.access import require_edit
from plans.domain.document import digest_of
from plans.feasible import feasibility_of
from plans.guard_words import problem_of
from plans.models import ApprovalStep, PlanSnapshot, PlanVersion, Verdict, VersionStatus
from plans.services.approvals import (
    Delegates,
    chain_of,
    may_sign,
    signers_of,
    steps_of_round,
    waiting,
)
from plans.services.clocks import approval_decided, approval_waits, approval_withdrawn
from plans.services.content_document import document_of
from plans.services.guards import faults_of, warnings_of
from plans.services.news import tell_approved, tell_returned, tell_waiting, tell_withdrawn
from plans.services.versions import lock_plan, lock_version, refresh, require_draft, save_step

CHANGED = _("The content changed since it was submitted; have it submitted again.")


@transaction.atomic
def submit_version(
    version: PlanVersion,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    reviewers: Sequence[Person] = (),
    delegates: Delegates | None = None,
) -> PlanVersion:
    """Ask for the signatures. Raises GuardsUnmet with everything that is missing.

    `reviewers` sign beside the owner; `delegates` name by kind of step who may sign as well.
    """
    lock_plan(version.plan)
    locked = lock_version(version, read_version=read_version)
    require_edit(by, locked.plan, locked)
    require_draft(locked)
    doc = document_of(locked)
    if found := faults_of(locked, doc):
        raise GuardsUnmet([problem_of(one) for one in found])
    steps = chain_of(locked, reviewers=reviewers, delegates=delegates)
    ApprovalStep.objects.bulk_create(steps)
    locked.status, locked.sha256 = VersionStatus.IN_REVIEW, digest_of(doc)
    locked.submitted_by, locked.submitted_at, locked.returned_because = by, at, ""
    save_step(locked, "status", "sha256", "submitted_by", "submitted_at", "returned_because")
    approval_waits(locked, at=at, by=by)
    tell_waiting(locked, waiting(steps), by=by, at=at)
    refresh(version, locked)
    return version


@transaction.atomic
def withdraw_version(
    version: PlanVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PlanVersion:
    """Take a submitted version back into work."""
    locked = _in_review(version, read_version)
    require_edit(by, locked.plan, locked)
    _back_to_draft(locked, because="")
    approval_withdrawn(locked, at=at, by=by)
    tell_withdrawn(locked, at=at)
    refresh(version, locked)
    return version


@transaction.atomic
def return_version(
    version: PlanVersion, *, reason: str, by: User, at: datetime, read_version: int | None = None
) -> PlanVersion:
    """One of those whose turn it is sends it back, with the reason."""
    locked = _in_review(version, read_version)
    mine = _own_turn(locked, by)
    if not reason.strip():
        raise GuardsUnmet.one("reason_missing", _("Say why it is returned."), "reason")
    for step in mine:
        _decide(step, Verdict.RETURNED, by, at, comment=reason.strip(), sha256=locked.sha256)
    _back_to_draft(locked, because=reason.strip())
    approval_decided(locked, at=at, by=by)
    tell_returned(locked, by=by, at=at)
    refresh(version, locked)
    return version


@transaction.atomic
def approve_version(
    version: PlanVersion,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    seen_sha256: str = "",
    comment: str = "",
    accepts_infeasible: bool = False,
) -> PlanVersion:
    """Sign: the steps whose turn it is and that `by` may sign. The last one approves.

    Raises GuardsUnmet: somebody was faster, the content is not what was submitted (or seen), it
    is too slow and nobody accepted that with a reason, or its author would be its only approver.
    """
    locked = _in_review(version, read_version)
    mine = _own_turn(locked, by)
    steps = steps_of_round(locked)
    doc = document_of(locked)
    if digest_of(doc) != locked.sha256 or seen_sha256 not in ("", locked.sha256):
        raise GuardsUnmet.one("content_changed", CHANGED)
    view = feasibility_of(locked, at, doc)
    if view.is_red and not (accepts_infeasible and comment.strip()):
        words = _("It takes longer than a process may stand still; accept that with a reason.")
        raise GuardsUnmet.one("infeasible", words, "accepts_infeasible")
    if _author_alone(locked, steps, mine, by):
        words = _("Its author cannot be its only approver; somebody else must sign.")
        raise GuardsUnmet.one("author_alone", words)
    warnings = [
        {"code": one.code, "params": dict(one.params)} for one in warnings_of(locked, at, doc, view)
    ]
    for step in mine:
        _decide(
            step,
            Verdict.APPROVED,
            by,
            at,
            comment=comment.strip(),
            sha256=locked.sha256,
            accepts_infeasible=view.is_red,
            warnings=warnings,
        )
    _go_on(locked, doc, by, at)
    refresh(version, locked)
    return version


def _go_on(version: PlanVersion, doc: Mapping[str, Any], by: User, at: datetime) -> None:
    """The next position is asked, or nobody is left: approved and frozen."""
    following = waiting(steps_of_round(version))
    if following:
        # The same position still waits for a parallel signature: its clock runs on.
        save_step(version)
        told = [one for one in following if one.position > _last_position(version)]
        if told:
            approval_waits(version, at=at, by=by)
            tell_waiting(version, told, by=by, at=at)
        return
    version.status, version.approved_at = VersionStatus.APPROVED, at
    save_step(version, "status", "approved_at")
    PlanSnapshot.objects.create(plan_version=version, content=doc, created_at=at)
    approval_decided(version, at=at, by=by)
    tell_approved(version, by=by, at=at)


def _last_position(version: PlanVersion) -> int:
    return max(one.position for one in steps_of_round(version) if one.verdict == Verdict.APPROVED)


def _author_alone(
    version: PlanVersion, steps: Sequence[ApprovalStep], mine: Sequence[ApprovalStep], by: User
) -> bool:
    """Would this signature approve it with nobody but the author having signed?"""
    signed = {one.decided_by_id for one in steps if one.verdict == Verdict.APPROVED}
    open_ones = [one for one in steps if one.verdict == Verdict.WAITING]
    return len(open_ones) == len(mine) and signed | {by.pk} == {version.author_id}


def _in_review(version: PlanVersion, read_version: int | None) -> PlanVersion:
    lock_plan(version.plan)
    locked = lock_version(version, read_version=read_version)
    if locked.status != VersionStatus.IN_REVIEW:
        raise GuardsUnmet.one("not_in_review", _("This version is not waiting for approval."))
    return locked


def _own_turn(version: PlanVersion, by: User) -> list[ApprovalStep]:
    """The steps `by` may decide now. Raises PermissionDenied for who is no approver at all."""
    steps = steps_of_round(version)
    mine = [one for one in waiting(steps) if may_sign(one, by)]
    if mine:
        return mine
    if any(one.decided_by_id == by.pk for one in steps):
        raise GuardsUnmet.one("signed_already", _("You signed already; others are to sign now."))
    if any(may_sign(one, by) for one in steps if one.verdict == Verdict.APPROVED):
        raise GuardsUnmet.one("was_faster", _("Somebody else signed this step already."))
    if any(may_sign(one, by) for one in steps):
        raise GuardsUnmet.one("not_your_turn", _("Others are to sign before you."))
    raise PermissionDenied("plan.approve")


def _decide(step: ApprovalStep, verdict: str, by: User, at: datetime, **values: Any) -> None:
    step.verdict, step.decided_by, step.decided_at = verdict, by, at
    for name, value in values.items():
        setattr(step, name, value)
    step.save()


def _back_to_draft(version: PlanVersion, *, because: str) -> None:
    for step in steps_of_round(version):
        if step.verdict == Verdict.WAITING:
            step.verdict = Verdict.WITHDRAWN
            step.save(update_fields=["verdict"])
    version.status, version.sha256, version.returned_because = VersionStatus.DRAFT, "", because
    version.submitted_by, version.submitted_at = None, None
    save_step(version, "status", "sha256", "returned_because", "submitted_by", "submitted_at")


__all__ = [
    "approve_version",
    "return_version",
    "signers_of",
    "submit_version",
    "withdraw_version",
]
