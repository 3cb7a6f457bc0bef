"""Writing an action down and changing what it says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup.action_origins import when_written
from followup.domain.action import DueDays
from followup.models import ActionEntry, CorrectiveAction, FollowupSettings
from followup.services import action_telling as telling
from followup.services.action_facts import today_of
from followup.services.action_recurrence import mark_recurrences
from followup.services.action_step import Call, Step, begin, claimed, finish, publish, write
from followup.services.action_subject import checked_subject, is_core
from followup.services.numbers import next_number
from lib.durations import MAX_SECONDS
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import create

SUBJECT = ("subject_kind", "subject_code")
CRITERION = (
    *("verify_by", "criterion", "criterion_subject_kind", "criterion_subject_code"),
    *("criterion_measure", "criterion_limit_s"),
)
FIELDS = frozenset(
    (
        *("title", "source", "source_ref", "finding", "root_cause", "cause", "kind", "priority"),
        *("owner", "verifier", "due_on", "plan_change", "cost_estimate", *SUBJECT, *CRITERION),
    )
)
# Once it is in force the owner does not choose what proves the work, nor who does it and looks.
NOT_BY_OWNER = frozenset(("owner", "verifier", *CRITERION))
FARTHEST = timedelta(days=50 * 366)


@transaction.atomic
def create_action(**given: Any) -> CorrectiveAction:
    """A draft with the next number; `given` are its fields and those of `Call`.

    Without a due date it gets the priority's. Raises PermissionDenied, Refused at the field.
    """
    values = {name: value for name, value in given.items() if name in FIELDS}
    call: Call = {name: value for name, value in given.items() if name not in FIELDS}  # type: ignore[assignment]
    by, when = call["by"], claimed(call)
    require(by, "action.change")
    via = call.get("via", "ui")
    tell_origin = when_written(values.get("source", ""), values.get("source_ref", ""), by)
    action = CorrectiveAction(**values)
    today = today_of(action, when.at)
    check_fields(action, values, by=by, today=today)
    if action.due_on is None:
        values["due_on"] = default_due_on(action.priority, today)
    action = create(
        CorrectiveAction,
        **values,
        code=next_number("ACT", at=when.at),
        created_by=by,
        is_core=is_core(action.subject_kind, action.subject_code),
    )
    payload = {"title": action.title, "source_ref": action.source_ref}
    write(action, "created", when=when, by=by, via=via, payload=payload)
    if tell_origin is not None:
        tell_origin(action, when, via)
    publish(action, "created", when.at)
    return action


def default_due_on(priority: str, today: date) -> date:
    """The priority's days (settings) after `today`, a day of the owner's zone."""
    days = {**DueDays().days, **FollowupSettings.current().due_days}
    return DueDays(days).due_on(priority, today)


@transaction.atomic
def change_action(action: CorrectiveAction, **given: Any) -> list[str]:
    """Set fields; answers the names that changed (nothing changed: nothing is written).

    In force, the due date stays (it is postponed), and the owner leaves owner, verifier and
    criterion alone. Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused at the field.
    """
    values = {name: value for name, value in given.items() if name in FIELDS}
    call: Call = {name: value for name, value in given.items() if name not in FIELDS}  # type: ignore[assignment]
    step = begin(action, "change", call)
    values = {name: value for name, value in values.items() if getattr(action, name) != value}
    if not values:
        return []
    _check_in_force(action, values, by_owner=step.facts.by_owner)
    check_fields(action, values, by=call["by"], today=step.facts.today)
    if set(SUBJECT) & set(values):
        kind = values.get("subject_kind", action.subject_kind)
        values["is_core"] = is_core(kind, values.get("subject_code", action.subject_code))
    if values.get("due_on", action.due_on) is None:
        priority = values.get("priority", action.priority)
        values["due_on"] = default_due_on(priority, step.facts.today)
    entry = finish(step, "changed", fields=values)
    _after_change(step, entry, set(values))
    return sorted(values)


def _after_change(step: Step, entry: ActionEntry, changed: set[str]) -> None:
    action, at, by = step.action, step.when.recorded_at, step.by
    if action.state == "draft":
        return
    if "owner" in changed:
        told = [telling.owner(action)]
        telling.tell(action, "action.assigned", told, entry=entry, at=at, but=by)
    if "verifier" in changed and action.state == "done":
        told = [telling.verifier(action)]
        telling.tell(action, "action.to_verify", told, entry=entry, at=at, but=by)
    if {"cause", *SUBJECT} & changed:
        mark_recurrences(action, when=step.when)


def check_fields(
    action: CorrectiveAction, values: dict[str, Any], *, by: User, today: date
) -> None:
    """What the model cannot say about `values`, with the rest as `action` has it."""
    now = {name: values.get(name, getattr(action, name)) for name in FIELDS}
    for role in ("owner", "verifier"):
        if role in values and now[role] is not None and not now[role].is_active:
            raise Refused("person_inactive", _("This person is no longer active."), role)
    if now["owner"] is not None and now["owner"] == now["verifier"]:
        words = _("The verifier is another person than the owner.")
        raise Refused("verifier_is_owner", words, "verifier")
    for name in ("title", "finding", "criterion"):
        if isinstance(values.get(name), str):
            values[name] = values[name].strip()
    if values.get("due_on") is not None:
        check_day(values["due_on"], "due_on", today)
    if values.get("cost_estimate") is not None and values["cost_estimate"] < 0:
        raise Refused("negative", _("An amount is not negative."), "cost_estimate")
    _at_the_subject(values, now)
    for prefix in ("", "criterion_"):
        if {f"{prefix}subject_kind", f"{prefix}subject_code"} & set(values):
            checked_subject(now, prefix, by)
    _check_criterion(now)


def _at_the_subject(values: dict[str, Any], now: dict[str, Any]) -> None:
    """Figures without a place are measured at what the action is about."""
    placed = now["criterion_subject_kind"] or now["criterion_subject_code"]
    if values.get("criterion_measure") and not placed:
        for name in SUBJECT:
            values[f"criterion_{name}"] = now[f"criterion_{name}"] = now[name]


def check_day(day: date, field: str, today: date) -> None:
    """A day somebody may live to see: no slip of the keyboard overflows a calendar."""
    if abs(day - today) > FARTHEST:
        raise Refused("out_of_range", _("This date is too far away."), field)


def _check_criterion(now: dict[str, Any]) -> None:
    limit = now["criterion_limit_s"]
    if limit is not None and not 0 <= limit <= MAX_SECONDS:
        raise Refused("out_of_range", _("This is no real duration."), "criterion_limit_s")
    if bool(now["criterion_subject_code"]) != bool(now["criterion_measure"]):
        words = _("A criterion in figures names both a subject and a measured value.")
        raise Refused("criterion_incomplete", words, "criterion_measure")


def _check_in_force(action: CorrectiveAction, values: dict[str, Any], *, by_owner: bool) -> None:
    if action.state == "draft":
        return
    problems = []
    if "due_on" in values:
        words = _("The due date moves only by a postponement.")
        problems.append(Problem("due_day_fixed", words, "due_on"))
    if by_owner:
        words = _("The owner cannot change this once the action is open.")
        problems += [
            Problem("by_owner", words, name) for name in sorted(NOT_BY_OWNER & set(values))
        ]
    problems += [
        Problem("required", _("This is needed as long as the action is open."), name)
        for name in ("owner", "verifier")
        if name in values and values[name] is None
    ]
    if problems:
        raise GuardsUnmet(problems)
