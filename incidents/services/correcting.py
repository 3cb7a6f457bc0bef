"""Instants put right afterwards, and all that was derived from them (TIM-4, E3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.services.verb import Call, require_version
from incidents.domain.times import ORDER, out_of_order
from incidents.models import Impact, Incident, Precision, Status
from incidents.services.corrected_clocks import of_impact, of_incident
from incidents.services.declaring import claimed_instant
from incidents.services.impact_intervals import follow_beginning
from incidents.services.instant_order import disorder_problem
from incidents.services.measuring import draft_measurements, supersede
from incidents.services.plans import for_plans
from incidents.services.review import mark_revised
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, save, written
from incidents.services.suggesting import refresh
from lib.claimed_time import Claimed
from lib.errors import Problem, Refused
from lib.versioning import change

# Once the service is back, numbers were told on the strength of these instants.
AFTERWARDS = (Status.REVIEWING.value, Status.CLOSED.value, Status.CANCELLED.value)


@transaction.atomic
def correct_times(
    incident: Incident,
    *,
    read_version: int | None = None,
    reason: str = "",
    instants: Mapping[str, datetime],
    occurred_precision: str | None = None,
    **call: Unpack[Call],
) -> Incident:
    """Put right when things happened. `instants` maps names of `incidents.domain.times.ORDER` to
    what is true; a name left out stays. Recovery times, data gaps and losses follow, and the
    timeline says what was and what is.

    A restoration before the beginning is refused; any other disorder, and every correction after
    the response, needs a reason (Refused at the field, and at "reason").
    """
    row = locked(incident)
    require_right(row, call["by"], "command")
    require_version(row, read_version)
    when = claimed(call)
    changed = _changed(row, instants, occurred_precision, when.recorded_at)
    if not changed:
        return row
    _require_order(row, changed, reason)
    old = {name: getattr(row, name) for name in changed}
    save(row, **changed)
    payload: dict[str, Any] = {
        name: {"old": _plain(old[name]), "new": _plain(changed[name])} for name in changed
    }
    judged = _follow(row, old, reason.strip(), when, call)
    if judged:
        payload["clocks"] = judged
    written(row, "times_corrected", when=when, call=call, text=reason, payload=payload)
    _derive(row, reason.strip(), when, call["by"])
    return locked(row)


def _changed(
    row: Incident,
    instants: Mapping[str, datetime],
    precision: str | None,
    now: datetime,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, at in instants.items():
        if name not in ORDER:
            problems.append(Problem("unknown", _("There is no such instant."), name))
        elif getattr(row, name) is None:
            problems.append(Problem("not_yet", _("This has not happened yet."), name))
        elif getattr(row, name) != at:
            found[name] = claimed_instant(at, now, name)
    if precision is not None and precision not in Precision.values:
        problems.append(Problem("invalid", _("There is no such choice."), "occurred_precision"))
    if problems:
        raise Refused.many(problems)
    if precision is not None and precision != row.occurred_precision:
        found["occurred_precision"] = precision
    return found


def _require_order(row: Incident, changed: Mapping[str, Any], reason: str) -> None:
    """Raises Refused for what cannot be, and for what needs a reason that is not given."""
    disorder = out_of_order({name: changed.get(name, getattr(row, name)) for name in ORDER})
    impossible = [disorder_problem(one) for one in disorder if one.is_error]
    if impossible:
        raise Refused.many(impossible)
    if reason.strip():
        return
    if disorder:
        words = _("Times out of order need a reason.")
        raise Refused.many(
            [*(disorder_problem(one) for one in disorder), Problem("required", words, "reason")]
        )
    if row.status in AFTERWARDS:
        words = _("Numbers were told by these times: say why they change.")
        raise Refused("required", words, "reason")


def _follow(
    row: Incident, old: Mapping[str, Any], reason: str, when: Claimed, call: Call
) -> list[dict[str, Any]]:
    """Impacts, deadlines and steps go with the instants; what is late now, or no longer."""
    now, by = when.recorded_at, call["by"]
    judged: list[dict[str, Any]] = []
    if "occurred_at" in old:
        moved = {old["occurred_at"]: row.occurred_at}
        for one in follow_beginning(row, old["occurred_at"], at=now, by=by):
            judged += of_impact(one, moved, at=now, by=by, reason=reason)
    if "restored_at" in old:
        assert row.restored_at is not None  # only what has happened is corrected
        moved = {old["restored_at"]: row.restored_at}
        for one in _move_ends(row, old["restored_at"]):
            judged += of_impact(one, moved, at=now, by=by, reason=reason)
    return judged + of_incident(row, old, for_plans(call, when), reason=reason)


def _derive(row: Incident, reason: str, when: Claimed, by: User) -> None:
    """What was worked out from the old instants is worked out anew (E3)."""
    now = when.recorded_at
    if row.is_in_response:
        refresh(row, now)
    elif row.status == Status.REVIEWING:
        draft_measurements(row, now)
    elif row.status == Status.CLOSED:
        supersede(row, now, reason=reason, by=by)
    mark_revised(row, now)


def _move_ends(row: Incident, before: datetime) -> list[Impact]:
    """Impacts that ended with the restoration end with it still."""
    assert row.restored_at is not None  # only what has happened is corrected
    moved = list(row.impacts.for_list().filter(end_at=before, start_at__lte=row.restored_at))
    for one in moved:
        change(one, read_version=None, end_at=row.restored_at)
        one.incident = row
    return moved


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
