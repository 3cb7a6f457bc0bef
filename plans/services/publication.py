"""What follows an approval: a version goes into force, a plan is retired.

Putting a version into force ends the one before it in the same transaction, so there is never
none and never two; paper and packs hear of it there too.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from bia.domain.review import due_after_approval
from lib.days import day_in
from lib.errors import GuardsUnmet
from plans.access import require_publish
from plans.models import ActivationState, Plan, PlanVersion, Verdict, VersionStatus
from plans.models.plan import OPEN
from plans.services.after_publication import plan_retired, version_published
from plans.services.clocks import approval_withdrawn, plan_ended, review_done
from plans.services.content_document import document_of
from plans.services.news import tell_published, tell_retired
from plans.services.readings import ask_to_read, people_named
from plans.services.review_closing import close_review
from plans.services.versions import effective_of, lock_plan, lock_version, refresh, save_step


@transaction.atomic
def publish_version(
    version: PlanVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PlanVersion:
    """Put an approved version into force. Raises GuardsUnmet when it is not approved.

    The version before is superseded. Unless only contacts changed, the review is done and the
    next one counts from today.
    """
    plan = lock_plan(version.plan)
    locked = lock_version(version, read_version=read_version)
    require_publish(by, plan)
    if locked.status != VersionStatus.APPROVED:
        raise GuardsUnmet.one("not_approved", _("Only an approved version is published."))
    before = effective_of(plan)
    if before is not None:
        _end(before, VersionStatus.SUPERSEDED, by, at, reason="")
    locked.status, locked.effective_at, locked.published_by = VersionStatus.EFFECTIVE, at, by
    save_step(locked, "status", "effective_at", "published_by")
    if not locked.contacts_only:
        reviewed(plan, by=by, at=at)
        close_review(plan, outcome="new_version", by=by, at=at)
        ask_to_read(locked, people_named(document_of(locked)), by=by, at=at)
    version_published(locked, before, by=by, at=at)
    tell_published(locked, by=by, at=at)
    refresh(version, locked)
    return version


def reviewed(plan: Plan, *, by: User, at: datetime) -> None:
    """The review of a locked plan was done now: the next one is due in `review_months`."""
    today = day_in(at, Organisation.current().timezone)
    plan.reviewed_on = today
    plan.review_due = due_after_approval(today, plan.review_months)
    plan.version += 1
    plan.save(update_fields=["reviewed_on", "review_due", "version", "updated_at"])
    review_done(plan, at=at, by=by)


@transaction.atomic
def retire_plan(plan: Plan, *, reason: str, by: User, at: datetime) -> Plan:
    """The plan is no longer used: every version in force or in work ends, paper says RETIRED.

    Raises GuardsUnmet without a reason, while it is carried out, and while an effective version
    of another plan carries it out as a task.
    """
    locked = lock_plan(plan)
    require_publish(by, locked)
    _check_retirement(locked, reason)
    for one in locked.versions.filter(status__in=[*OPEN, VersionStatus.EFFECTIVE]):
        if one.status == VersionStatus.IN_REVIEW:
            one.approvals.filter(verdict=Verdict.WAITING).update(verdict=Verdict.WITHDRAWN)
            approval_withdrawn(one, at=at, by=by)
        _end(one, VersionStatus.RETIRED, by, at, reason=reason.strip())
    locked.retired_at = at
    locked.version += 1
    locked.save(update_fields=["retired_at", "version", "updated_at"])
    plan_ended(locked, at=at, by=by)
    close_review(locked, outcome="retired", by=by, at=at)
    plan_retired(locked, by=by, at=at)
    tell_retired(locked, by=by, at=at)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def retire_version(version: PlanVersion, *, reason: str, by: User, at: datetime) -> PlanVersion:
    """End an approved version that is not to come into force, or the one in force: with it the
    plan is retired, as no version is left. Raises GuardsUnmet for any other."""
    plan = lock_plan(version.plan)
    locked = lock_version(version)
    require_publish(by, plan)
    if locked.status == VersionStatus.EFFECTIVE:
        retire_plan(plan, reason=reason, by=by, at=at)
    elif locked.status == VersionStatus.APPROVED:
        if not reason.strip():
            raise GuardsUnmet.one("reason_missing", _("Say why it is retired."), "reason")
        _end(locked, VersionStatus.RETIRED, by, at, reason=reason.strip())
    else:
        words = _("Only what is approved or in force is retired; drafts are discarded.")
        raise GuardsUnmet.one("not_approved", words)
    version.refresh_from_db()
    return version


def _check_retirement(plan: Plan, reason: str) -> None:
    if plan.retired_at is not None:
        raise GuardsUnmet.one("retired", _("It is retired already."))
    if not reason.strip():
        raise GuardsUnmet.one("reason_missing", _("Say why it is retired."), "reason")
    if plan.activations.filter(state=ActivationState.ACTIVE).exists():
        raise GuardsUnmet.one("activated", _("It is being carried out; end that first."))
    users = plan.used_in_tasks.filter(plan_version__status=VersionStatus.EFFECTIVE)
    if codes := sorted(set(users.values_list("plan_version__plan__code", flat=True))):
        words = _("Other plans carry it out: %(codes)s.") % {"codes": ", ".join(codes)}
        raise GuardsUnmet.one("used_as_sub_plan", words)


def _end(version: PlanVersion, status: str, by: User, at: datetime, *, reason: str) -> None:
    version.status, version.ended_at, version.ended_by = status, at, by
    version.end_reason = reason
    save_step(version, "status", "ended_at", "ended_by", "end_reason")
