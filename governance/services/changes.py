"""The change register (S2-014): requested, assessed, approved by somebody else, implemented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import User
from bia.models import Process, System
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.change_states import CHANGEABLE, STEPS, follows
from governance.models import Change, ChangeState
from governance.services.change_effects import follow_up
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create

REQUEST, ASSESS, APPROVE = "change.request", "change.assess", "change.approve"
SERIES = "CHG"
# What the assessment has looked at: changed later, it is assessed again.
ASSESSED_ON = ("title", "text")
EFFECTS = ("on_function", "on_performance", "on_security", "rollback")


@transaction.atomic
def create_change(
    *, by: User, at: datetime, systems: Iterable[System] = (), processes: Iterable[Process] = (),
    **fields: Any,
) -> Change:  # fmt: skip
    """A request. Raises PermissionDenied, Refused."""
    require(by, REQUEST)
    _said(fields, ("title", "text"), required=("title", "text"))
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(Change, requested_by=by, **fields)
    row.systems.set(systems)
    row.processes.set(processes)
    return row


@transaction.atomic
def change_change(
    change: Change, *, read_version: int | None, by: User, at: datetime,
    systems: Iterable[System] | None = None, processes: Iterable[Process] | None = None,
    **fields: Any,
) -> list[str]:  # fmt: skip
    """Until it is approved; whoever requested it, before it is assessed, and whoever assesses.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused.
    """
    row = _locked(change)
    if not may_change(row, by):
        raise PermissionDenied(REQUEST)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state not in CHANGEABLE:
        words = _("It is “%(state)s”: what was decided stands.")
        raise GuardsUnmet.one("state", words % {"state": row.get_state_display()})
    _said(fields, ("title", "text"))
    changed = write(row, read_version=None, **fields)
    for name, rows in (("systems", systems), ("processes", processes)):
        if rows is None:
            continue
        wanted = {one.pk for one in rows}
        if wanted != set(getattr(row, name).values_list("pk", flat=True)):
            getattr(row, name).set(wanted)
            changed.append(name)
    anew = {*ASSESSED_ON, "systems", "processes"} & set(changed)
    if anew and row.state == ChangeState.ASSESSED:
        write(row, read_version=None, state=ChangeState.REQUESTED.value, assessed_by=None,
              assessed_at=None)  # fmt: skip
    elif changed and not set(changed) - {"systems", "processes"}:
        row.version += 1
        row.save(update_fields=["version", "updated_at"])
    _copy(row, change)
    return changed


def may_change(change: Change, user: User) -> bool:
    own = change.requested_by_id == user.pk and change.state == ChangeState.REQUESTED
    return may(user, ASSESS) or (own and may(user, REQUEST))


def may_withdraw(change: Change, user: User) -> bool:
    return may(user, ASSESS) or (change.requested_by_id == user.pk and may(user, REQUEST))


@transaction.atomic
def assess_change(
    change: Change, *, by: User, at: datetime, read_version: int | None = None, **fields: Any
) -> Change:
    """What it does to functions, performance and security, the way back, likelihood and impact.

    Said again, it replaces what was said. Raises PermissionDenied, GuardsUnmet, Refused.
    """
    require(by, ASSESS)
    row = _step(change, "assess", read_version)
    values = {name: fields.get(name, getattr(row, name)) for name in EFFECTS}
    problems = [
        Problem("required", _("Say it, even if it is “none”."), name)
        for name in EFFECTS
        if not str(values[name] or "").strip()
    ]
    problems += [
        Problem("required", _("From 1 to 5."), name)
        for name in ("likelihood", "impact")
        if fields.get(name, getattr(row, name)) is None
    ]
    if problems:
        raise Refused.many(problems)
    same = row.state == ChangeState.ASSESSED and all(
        getattr(row, name) == value for name, value in fields.items()
    )
    if not same:
        write(row, read_version=None, state=ChangeState.ASSESSED.value, assessed_by=by,
              assessed_at=at, **fields)  # fmt: skip
        publish_row("change.assessed", row, at=at)
    return _copy(row, change)


@transaction.atomic
def approve_change(
    change: Change, *, by: User, at: datetime, reason: str = "", read_version: int | None = None
) -> Change:
    """By somebody else than whoever requested it."""
    require(by, APPROVE)
    row = _step(change, "approve", read_version)
    if row.state == ChangeState.APPROVED:
        return row
    _four_eyes(row, by)
    return _decide(row, change, ChangeState.APPROVED, by, at, reason)


@transaction.atomic
def reject_change(
    change: Change, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Change:
    require(by, APPROVE)
    row = _step(change, "reject", read_version)
    if row.state == ChangeState.REJECTED:
        return row
    _four_eyes(row, by)
    _needs_reason(reason)
    return _decide(row, change, ChangeState.REJECTED, by, at, reason)


@transaction.atomic
def implement_change(
    change: Change, *, by: User, at: datetime, result: str = "", read_version: int | None = None
) -> Change:
    """It is in: what rests on something critical it changed is reviewed, with its plans."""
    row = _implemented(change, "implement", by, read_version)
    if row.state == ChangeState.IMPLEMENTED:
        return row
    raised = follow_up(row, by=by, at=at)
    write(row, read_version=None, state=ChangeState.IMPLEMENTED.value, implemented_by=by,
          implemented_at=at, result=result.strip() or row.result, followed_up=raised)  # fmt: skip
    publish_row("change.implemented", row, at=at)
    return _copy(row, change)


@transaction.atomic
def fail_change(
    change: Change, *, by: User, at: datetime, result: str, read_version: int | None = None
) -> Change:
    """It did not work and was rolled back: nothing changed, so nothing is reviewed."""
    row = _implemented(change, "fail", by, read_version)
    if row.state == ChangeState.FAILED:
        return row
    if not result.strip():
        raise Refused("required", _("Say what happened."), "result")
    write(row, read_version=None, state=ChangeState.FAILED.value, implemented_by=by,
          implemented_at=at, result=result.strip())  # fmt: skip
    publish_row("change.failed", row, at=at)
    return _copy(row, change)


@transaction.atomic
def withdraw_change(
    change: Change, *, by: User, at: datetime, reason: str = "", read_version: int | None = None
) -> Change:
    row = _step(change, "withdraw", read_version)
    if not may_withdraw(row, by):
        raise PermissionDenied(REQUEST)
    if row.state == ChangeState.WITHDRAWN:
        return row
    return _decide(row, change, ChangeState.WITHDRAWN, by, at, reason)


def may_implement(change: Change, user: User) -> bool:
    own = change.owner is not None and change.owner.user_id == user.pk
    return may(user, ASSESS) or (own and may(user, "governance.view"))


def _implemented(change: Change, verb: str, by: User, read_version: int | None) -> Change:
    row = _step(change, verb, read_version)
    if not may_implement(row, by):
        raise PermissionDenied(ASSESS)
    return row


def _decide(
    row: Change, change: Change, state: ChangeState, by: User, at: datetime, reason: str
) -> Change:
    write(row, read_version=None, state=state.value, decided_by=by, decided_at=at,
          decision_reason=reason.strip())  # fmt: skip
    publish_row(f"change.{state.value}", row, at=at)
    return _copy(row, change)


def _locked(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",)).select_related("owner")
    return rows.get(pk=change.pk)


def _step(change: Change, verb: str, read_version: int | None) -> Change:
    """The locked row, in a state in which `verb` is possible or was done already."""
    row = _locked(change)
    if row.state == STEPS[verb][1] and not follows(row.state, verb):
        return row
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if not follows(row.state, verb):
        words = _("The change is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    return row


def _four_eyes(row: Change, by: User) -> None:
    if row.requested_by_id == by.pk:
        words = _("You requested it: somebody else decides.")
        raise GuardsUnmet.one("four_eyes", words)


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")


def _said(fields: dict[str, Any], names: Iterable[str], required: Iterable[str] = ()) -> None:
    """Texts without blanks around them; what is required says something."""
    for name in names:
        if isinstance(fields.get(name), str):
            fields[name] = fields[name].strip()
    problems = [
        Problem("required", _("This is required."), name)
        for name in required
        if not fields.get(name)
    ]
    if problems:
        raise Refused.many(problems)


def _copy(row: Change, change: Change) -> Change:
    for field in row._meta.concrete_fields:
        setattr(change, field.attname, getattr(row, field.attname))
    return row
