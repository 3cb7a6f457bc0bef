""" "Nothing changed": confirming an approved assessment; and marking that much has changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.domain.difference import Difference, register_differences
from bia.domain.review import due_after_approval, due_after_change
from bia.models import Assessment, AssessmentStatus, Confirmation, MajorChange, Process
from bia.process_news import tell_major_change
from bia.services.assessment import IN_WORK, lock
from bia.services.assessment_basis import local_day
from bia.services.assessment_content import register_content
from bia.services.campaign_answers import answer_requests
from bia.services.clocks import review_done, review_moved
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change


def changed_since_approval(assessment: Assessment) -> tuple[Difference, ...]:
    """What the register says differently now from what was approved."""
    frozen = assessment.snapshot.content["register"]
    return register_differences(frozen, register_content(assessment.process))


def obstacles(assessment: Assessment) -> list[Problem]:
    """Why "nothing changed" cannot be said now (none: it can)."""
    if assessment.status != AssessmentStatus.APPROVED:
        return [Problem("not_approved", _("Only the approved version can be confirmed."))]
    problems = []
    if Assessment.objects.filter(process=assessment.process_id, status__in=IN_WORK).exists():
        problems.append(Problem("version_in_work", _("A new version is in work.")))
    since = assessment.approved_at
    for one in MajorChange.objects.filter(process=assessment.process_id, at__gt=since):
        message = _("A major change was marked: %(reason)s") % {"reason": one.reason}
        problems.append(Problem("major_change", message))
    for difference in changed_since_approval(assessment):
        field = ".".join(str(part) for part in difference.key)
        message = _("%(field)s changed since the approval.") % {"field": field}
        problems.append(Problem("register_changed", message, field))
    return problems


@transaction.atomic
def confirm_assessment(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    note: str = "",
    read_version: int | None = None,
) -> Confirmation:
    """Keep an approved assessment for another period; moves the review date on.

    Raises GuardsUnmet with each thing that did change.
    """
    require(by, "assessment.change", assessment.process)
    locked = lock(assessment, read_version=read_version)
    process = Process.objects.select_for_update().get(pk=locked.process_id)
    locked.process = process
    problems = obstacles(locked)
    if problems:
        raise GuardsUnmet(problems)
    months = Organisation.current().review_interval_months
    due = due_after_approval(local_day(at), months)
    confirmation = Confirmation.objects.create(
        assessment=locked, by=by, at=at, note=note.strip(), review_due=due
    )
    change(process, read_version=None, review_due=due)
    answer_requests(process=process, assessment=locked, by=by, at=at)
    review_done(process, at=at, by=by)
    return confirmation


@transaction.atomic
def mark_major_change(*, process: Process, reason: str, by: User, at: datetime) -> MajorChange:
    """A change after which the process is reviewed at once (§8)."""
    require(by, "assessment.change", process)
    return record_major_change(process=process, reason=reason, by=by, at=at)


@transaction.atomic
def record_major_change(*, process: Process, reason: str, by: User, at: datetime) -> MajorChange:
    """As `mark_major_change`, where something else showed it: a change that was implemented.

    Whoever implements it need not be one who may assess the process.
    """
    words = reason.strip()
    if not words:
        raise Refused("required", _("Say what changed."), "reason")
    if len(words) > 500:
        raise Refused("max_length", _("At most 500 characters."), "reason")
    marked = MajorChange.objects.create(process=process, at=at, reason=words, by=by)
    locked = Process.objects.select_for_update().get(pk=process.pk)
    due = due_after_change(locked.review_due, local_day(at))
    if due != locked.review_due:
        change(process, read_version=None, review_due=due)
        review_moved(process, at=at, by=by)
    tell_major_change(marked, by=by, at=at)
    return marked
