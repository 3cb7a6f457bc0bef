"""What the table of `followup.domain.action` asks, read from the rows; and its answers in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Organisation, Person, User
from followup.domain.action import (
    VERBS,
    Ask,
    Facts,
    Result,
    is_proved,
    move_of,
    targets_of,
    unmet_guards,
    who_may,
)
from followup.models import CorrectiveAction
from followup.services.people import manager_of
from lib.days import day_in
from lib.errors import Problem

# Code → what a person reads, and the field it belongs to.
WORDS: dict[str, tuple[Any, str | None]] = {
    "owner_missing": (_("Name an owner."), "owner"),
    "owner_inactive": (_("The owner is no longer active; name another one."), "owner"),
    "verifier_missing": (_("Name a verifier."), "verifier"),
    "verifier_inactive": (_("The verifier is no longer active; name another one."), "verifier"),
    "finding_missing": (_("Say what was found."), "finding"),
    "criterion_missing": (
        _("Give the criterion it must pass, in words or in figures."),
        "criterion",
    ),
    "by_owner": (_("The owner cannot decide on their own action."), None),
    "evidence_missing": (_("Say what was done, or add evidence."), "evidence"),
    "not_proved": (
        _("It closes only when a re-test passes: none was measured and passed since it was done."),
        "retests",
    ),
    "document_missing": (_("Add the document that proves it, as a file or a link."), "evidence"),
    "postponed_twice": (_("It was postponed twice already; there is no third time."), None),
    "reason_missing": (_("Give a reason."), "reason"),
    "due_day_past": (_("The due date is past; give a new one."), "due_on"),
    "due_day_gone": (_("This day is past already."), "to_on"),
    "not_later": (_("Choose a day after the present due date."), "to_on"),
    "expiry_not_ahead": (_("Choose a day in the future."), "expires_on"),
    "already": (_("This was done already."), "state"),
    "wrong_state": (_("This is not possible in the present state."), "state"),
    "not_allowed": (_("You may not do this."), None),
    "clock_only": (_("Only time does this."), None),
}


def problem(code: str) -> Problem:
    words, field = WORDS[code]
    return Problem(code, words, field)


def roles_of(action: CorrectiveAction, user: User) -> frozenset[str]:
    """What `user` is to the action, in the words of the table."""
    owner, verifier = action.owner, action.verifier
    manager = manager_of(owner) if owner is not None else None
    found = {
        "owner": _is(owner, user),
        "verifier": _is(verifier, user),
        "manager": _is(manager, user),
        "author": action.created_by_id == user.pk,
        "editor": may(user, "action.change", action),
        "approver": may(user, "action.approve", action),
    }
    if any(found.values()) or CorrectiveAction.objects.filter(pk=action.pk).visible_to(user):
        found["reader"] = True
    return frozenset(role for role, holds in found.items() if holds)


def require_part(action: CorrectiveAction, verb: str, user: User) -> None:
    """Raises PermissionDenied unless `user` is one of those who may do it from some state."""
    if not roles_of(action, user) & who_may(verb):
        raise PermissionDenied(verb)


def _is(person: Person | None, user: User) -> bool:
    return person is not None and person.user_id == user.pk


def zone_of(person: Person | None) -> str:
    """Where the person lives by their login, else the organisation's zone."""
    if person is not None and person.user is not None and person.user.timezone:
        return person.user.timezone
    return Organisation.current().timezone


def facts_of(action: CorrectiveAction, *, by: User | None, at: datetime) -> Facts:
    """Everything the rules ask, in a constant number of queries."""
    owner, verifier = action.owner, action.verifier
    return Facts(
        state=action.state,
        today=today_of(action, at),
        owner=owner is not None,
        owner_active=owner is not None and owner.is_active,
        verifier=verifier is not None,
        verifier_active=verifier is not None and verifier.is_active,
        due_on=action.due_on,
        finding=bool(action.finding.strip()),
        criterion=has_criterion(action),
        evidence=action.evidence.count(),
        documents=action.evidence.exclude(file_name="", url="").count(),
        verify_by=action.verify_by,
        proved=proved(action),
        postponements=action.postponements.count(),
        by_owner=by is not None and _is(owner, by),
    )


def today_of(action: CorrectiveAction, at: datetime) -> date:
    return day_in(at, zone_of(action.owner))


def has_criterion(action: CorrectiveAction) -> bool:
    in_figures = bool(action.criterion_subject_code and action.criterion_measure)
    return in_figures or bool(action.criterion.strip())


def proved(action: CorrectiveAction) -> bool:
    rows = action.retests.values_list("at", "passed", "confidence")
    return is_proved((Result(*row) for row in rows), action.done_at)


def why_not(
    action: CorrectiveAction,
    verb: str,
    user: User,
    *,
    at: datetime | None = None,
    roles: Iterable[str] | None = None,
    facts: Facts | None = None,
) -> list[Problem]:
    """What keeps `user` from `verb` now, apart from what a form asks; [] when nothing does.

    `roles` and `facts` may be given when they were read already (`allowed_verbs` does).
    """
    from django.utils import timezone

    held = frozenset(roles_of(action, user) if roles is None else roles)
    known = facts or facts_of(action, by=user, at=at or timezone.now())
    move = move_of(verb, known.state)
    if not held & who_may(verb):
        return [problem("not_allowed")]
    if move is None:
        code = "already" if known.state in targets_of(verb) else "wrong_state"
        return [problem(code)]
    if not held & set(move.who):
        return [problem("not_allowed")]
    given_by_form = Ask(text="…")  # completion asks for the evidence in its form
    return [problem(code) for code in unmet_guards(move, known, given_by_form)]


def allowed_verbs(action: CorrectiveAction, user: User, *, at: datetime | None = None) -> list[str]:
    """What `user` may do now, in the order of the table: the buttons of the page."""
    from django.utils import timezone

    roles = roles_of(action, user)
    facts = facts_of(action, by=user, at=at or timezone.now())
    return [verb for verb in VERBS if not why_not(action, verb, user, roles=roles, facts=facts)]
