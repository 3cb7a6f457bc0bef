"""Who hears of the steps of a plan: people through the outbox, other systems through webhooks.

Both are written in the transaction of the step and leave after its commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from bia.services.publishing import publish_row
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from plans.followup_sources import OF_PLAN, OWNER, plan_subject, version_subject
from plans.models import (
    ApprovalStep,
    Attestation,
    ChangeRequest,
    Plan,
    PlanVersion,
    Reading,
    Trigger,
)
from plans.services.approvals import signers_of

Told = dict[Recipient, tuple[str, ...]]


def tell_waiting(
    version: PlanVersion, steps: Sequence[ApprovalStep], *, by: User, at: datetime
) -> None:
    """Whose turn it is now is asked to sign."""
    told: Told = {}
    for step in steps:
        for who in signers_of(step):
            _add(told, who, "approvers")
    subject = version_subject(_version(version))
    _tell("plan.approval", subject, told, version, by, at)
    if steps and steps[0].position == 1:
        publish_row("plan.submitted", version, at=at)


def tell_withdrawn(version: PlanVersion, *, at: datetime) -> None:
    publish_row("plan.withdrawn", version, at=at)


def tell_returned(version: PlanVersion, *, by: User, at: datetime) -> None:
    """Author, submitter and owner hear why."""
    subject = version_subject(_version(version))
    told = _in_roles(subject, "author", "owner")
    reason = version.returned_because
    _tell("plan.returned", subject, told, version, by, at, reason=reason)
    publish_row("plan.returned", version, at=at)


def tell_approved(version: PlanVersion, *, by: User, at: datetime) -> None:
    """Author and owner hear that it can be published."""
    subject = version_subject(_version(version))
    _tell("plan.approved", subject, _in_roles(subject, "author", "owner"), version, by, at)
    publish_row("plan.approved", version, at=at)


def tell_published(version: PlanVersion, *, by: User, at: datetime) -> None:
    """Owner, deputy and author hear that it is in force; readers are asked on their own."""
    subject = version_subject(_version(version))
    told = _in_roles(subject, "author", "owner", "deputy")
    _tell("plan.published", subject, told, version, by, at)
    publish_row("plan.published", version, at=at)


def tell_retired(plan: Plan, *, by: User, at: datetime) -> None:
    subject = plan_subject(Plan.objects.select_related(*OWNER).get(pk=plan.pk))
    told = _in_roles(subject, "owner", "deputy")
    params = {"plan": plan_name(plan), "by": str(by)}
    notify(Message("plan.retired", told, subject, params, plan.version), at=at, but=by)
    publish_row("plan.retired", plan, at=at)


def tell_attested(attestation: Attestation, *, at: datetime) -> None:
    publish_row("plan.attested", attestation.plan, at=at, statement=attestation.statement)


def tell_request(request: ChangeRequest, *, by: User | None, at: datetime) -> None:
    """The owner hears why the plan must be looked at; each reason once."""
    subject = plan_subject(Plan.objects.select_related(*OWNER).get(pk=request.plan_id))
    params = {
        "plan": plan_name(request.plan),
        "reason": _in_both(Trigger(request.trigger).label, _source(request)),
        "text": request.text,
        "due": {"day": request.review.due_on.isoformat()},
    }
    message = Message(
        "plan.change_request",
        _in_roles(subject, "owner"),
        subject,
        params,
        generation=request.pk,
    )
    notify(message, at=at, but=by)


def ask_readers(readings: Iterable[Reading], *, by: User | None, at: datetime) -> None:
    """Each is asked to read the version and to say that they understood it."""
    rows = list(readings)
    if not rows:
        return
    version = _version(rows[0].plan_version)
    told: Told = {}
    for one in rows:
        user = one.person.user if one.person.user and one.person.user.is_active else None
        _add(told, Recipient(person=one.person, user=user), "reader")
    due = rows[0].due_on
    more = {"due": {"day": due.isoformat()}} if due else {}
    _tell("plan.reading", version_subject(version), told, version, by, at, **more)


def _source(request: ChangeRequest) -> str:
    """What it came from as people know it: "Road rescue", "bob", "PA-2026-0001:3"."""
    kind, _colon, code = request.source_ref.partition(":")
    if request.trigger == Trigger.YEARLY:
        return ""
    named = str(request.params.get("name") or "")
    return named or (code if kind in ("person", "process", "system") else request.source_ref)


def _in_both(words: Any, what: str) -> dict[str, str]:
    """A lazy text in both languages: who reads it is not known yet."""
    found = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(language):
            found[key] = f"{words} ({what})" if what else str(words)
    return found


def plan_name(plan: Plan) -> dict[str, str]:
    """Shown in the reader's language; the other one where that is empty."""
    return {"en": plan.name_en or plan.name_zh, "zh": plan.name_zh or plan.name_en}


def _tell(
    kind: str,
    subject: Subject,
    told: Told,
    version: PlanVersion,
    by: User | None,
    at: datetime,
    **params: Any,
) -> None:
    params |= {"plan": plan_name(version.plan), "number": version.number, "by": str(by or "")}
    # The edit count tells a second submission of the same version from the first.
    message = Message(kind, told, subject, params, generation=version.version)
    notify(message, at=at, but=by)


def _version(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related(
        "plan", "author__person", "submitted_by__person", "serves_grade", *OF_PLAN
    ).get(pk=version.pk)


def _in_roles(subject: Subject, *roles: str) -> Told:
    told: Told = {}
    for role in roles:
        for who in subject.roles.get(role, ()):
            _add(told, who, role)
    return told


def _add(told: Told, who: Recipient, role: str) -> None:
    """Each human once, with the roles that make them one."""
    known = next((one for one in told if one.key == who.key), who)
    if role not in told.get(known, ()):
        told[known] = (*told.get(known, ()), role)
