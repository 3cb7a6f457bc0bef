"""Why a plan must be looked at again (PLN-5): reasons join the one open review of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import access_of
from accounts.models import Organisation, User
from lib.days import day_in
from lib.errors import GuardsUnmet, Refused
from plans.access import MANAGER, answers_for, require_edit
from plans.models import (
    Attestation,
    ChangeRequest,
    Plan,
    PlanReview,
    PlanVersion,
    RequestState,
    ReviewState,
    Trigger,
    VersionStatus,
)
from plans.services.clocks import review_moved
from plans.services.news import tell_attested, tell_request
from plans.services.publication import reviewed
from plans.services.review_closing import close_review
from plans.services.versions import effective_of, lock_plan

# Days until the review is due, counted from the reason; a date that is earlier stays.
WITHIN: Mapping[str, int] = {Trigger.CONTACT: 7}
OTHERWISE = 30
MOST_TEXT = 5_000


@transaction.atomic
def raise_change(
    plan: Plan,
    *,
    trigger: str,
    source_ref: str,
    params: Mapping[str, Any],
    by: User | None,
    at: datetime,
    text: str = "",
) -> ChangeRequest | None:
    """A reason to look at `plan` again: it opens the plan's review, or joins the open one.

    The same trigger of the same source stands once while it is open; it then answers that one.
    None for a plan that is retired, or was never in force: there is nothing to look at again.
    """
    locked = lock_plan(plan)
    if locked.retired_at is not None or effective_of(locked) is None:
        return None
    review = _review_of(locked, trigger, at, by)
    known = ChangeRequest.objects.filter(
        plan=locked, trigger=trigger, source_ref=source_ref, state=RequestState.OPEN
    )
    if source_ref and (one := known.first()) is not None:
        return one
    request = ChangeRequest.objects.create(
        review=review,
        plan=locked,
        trigger=trigger,
        source_ref=source_ref[:200],
        params=dict(params),
        text=text.strip()[:MOST_TEXT],
        raised_at=at,
        raised_by=by,
    )
    tell_request(request, by=by, at=at)
    return request


def _review_of(plan: Plan, trigger: str, at: datetime, by: User | None) -> PlanReview:
    """The open review of a locked plan; a new one moves the plan's date and its clock (K14)."""
    today = day_in(at, Organisation.current().timezone)
    due_on = today + timedelta(days=WITHIN.get(trigger, OTHERWISE))
    if plan.review_due is not None:
        due_on = min(due_on, plan.review_due)
    review = plan.reviews.filter(state=ReviewState.OPEN).first()
    if review is None:
        review = PlanReview.objects.create(plan=plan, opened_at=at, due_on=due_on)
    elif due_on < review.due_on:
        review.due_on = due_on
        review.save(update_fields=["due_on"])
    if plan.review_due != due_on:
        plan.review_due = due_on
        plan.version += 1
        plan.save(update_fields=["review_due", "version", "updated_at"])
        review_moved(plan, at=at, by=by)
    return review


def ask_for_change(plan: Plan, *, text: str, by: User, at: datetime) -> ChangeRequest:
    """Somebody who reads the plan asks for a change. Raises Refused, GuardsUnmet."""
    if not text.strip():
        raise Refused("required", _("Say what should change."), "text")
    if len(text.strip()) > MOST_TEXT:
        raise Refused("too_long", _("At most 5,000 characters."), "text")
    request = raise_change(
        plan, trigger=Trigger.REQUEST, source_ref="", params={}, text=text, by=by, at=at
    )
    if request is None:
        words = _("No version of this plan is in force; change its draft.")
        raise GuardsUnmet.one("nothing_effective", words)
    return request


@transaction.atomic
def decide_request(
    request: ChangeRequest,
    *,
    adopt: bool,
    by: User,
    at: datetime,
    decision: str = "",
    version: PlanVersion | None = None,
) -> ChangeRequest:
    """Adopt it in the open draft (`version`, else the plan's), or reject it with a reason.

    Raises GuardsUnmet when it is decided already, nobody says why it is rejected, or there is no
    draft to adopt it in.
    """
    plan = lock_plan(request.plan)
    require_edit(by, plan)
    row = ChangeRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != RequestState.OPEN:
        raise GuardsUnmet.one("decided", _("This change request is decided already."))
    if not adopt and not decision.strip():
        raise GuardsUnmet.one("reason_missing", _("Say why it is rejected."), "decision")
    if adopt:
        row.adopted_in = version or _draft_of(plan)
    row.state = RequestState.ADOPTED if adopt else RequestState.REJECTED
    row.decision, row.decided_by, row.decided_at = decision.strip(), by, at
    row.save()
    request.refresh_from_db()
    return request


def _draft_of(plan: Plan) -> PlanVersion:
    draft = plan.versions.filter(status=VersionStatus.DRAFT).first()
    if draft is None:
        words = _("Begin a new version first; the change is adopted in it.")
        raise GuardsUnmet.one("no_draft", words)
    return draft


@transaction.atomic
def attest_plan(plan: Plan, *, by: User, at: datetime, statement: str = "") -> Attestation:
    """Looked at and still right: the next review counts from today.

    By the owner, the deputy, or a continuity manager. Raises GuardsUnmet without a version in
    force and while change requests are open.
    """
    locked = lock_plan(plan)
    require_attest(by, locked)
    effective = effective_of(locked)
    if effective is None:
        words = _("Only a plan with a version in force is attested.")
        raise GuardsUnmet.one("nothing_effective", words)
    if ChangeRequest.objects.filter(plan=locked, state=RequestState.OPEN).exists():
        words = _("Decide the open change requests first: adopt or reject each.")
        raise GuardsUnmet.one("requests_open", words)
    attestation = Attestation.objects.create(
        plan=locked, plan_version=effective, by=by, at=at, statement=statement.strip()
    )
    reviewed(locked, by=by, at=at)
    close_review(locked, outcome="attested", by=by, at=at)
    tell_attested(attestation, at=at)
    plan.refresh_from_db()
    return attestation


def require_attest(by: User, plan: Plan) -> None:
    """Owner, deputy, continuity managers. Raises PermissionDenied."""
    if not (answers_for(by, plan) or MANAGER in access_of(by).roles):
        raise PermissionDenied("plan.publish")
