"""The risk register (ISO 22301 8.2.3, S2-015): rated, treated, accepted for a time, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.models import Process, System
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.risk import STEPS
from governance.models import Risk, RiskState
from lib.days import day_in
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create

PERMISSION, APPROVE = "risk.change", "governance.approve"
SERIES = "RSK"
# Rated anew, an accepted risk is no longer the one that was accepted.
RATED = ("likelihood", "impact", "left_likelihood", "left_impact")


@transaction.atomic
def create_risk(
    *, by: User, at: datetime, processes: Iterable[Process] = (), systems: Iterable[System] = (),
    **fields: Any,
) -> Risk:  # fmt: skip
    """Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    _check(None, fields)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(Risk, **fields)
    row.processes.set(processes)
    row.systems.set(systems)
    return row


@transaction.atomic
def change_risk(
    risk: Risk, *, read_version: int | None, by: User, at: datetime,
    processes: Iterable[Process] | None = None, systems: Iterable[System] | None = None,
    **fields: Any,
) -> list[str]:  # fmt: skip
    """Rated anew, one that was accepted is open again. Closed ones stand.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused.
    """
    require(by, PERMISSION)
    row = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state == RiskState.CLOSED:
        raise GuardsUnmet.one("closed", _("It is closed: reopen it first."))
    _check(row, fields)
    was = row.state
    if was == RiskState.ACCEPTED and "next_review" in fields and fields["next_review"] is None:
        words = _("An accepted risk is looked at again on a day.")
        raise Refused("required", words, "next_review")
    if was == RiskState.ACCEPTED and any(
        name in fields and fields[name] != getattr(row, name) for name in RATED
    ):
        fields["state"] = RiskState.OPEN.value
    changed = write(row, read_version=None, **fields)
    linked = []
    for name, rows in (("processes", processes), ("systems", systems)):
        if rows is None:
            continue
        if {one.pk for one in rows} != set(getattr(row, name).values_list("pk", flat=True)):
            getattr(row, name).set(rows)
            linked.append(name)
    if linked and not changed:
        row.version += 1
        row.save(update_fields=["version", "updated_at"])
    _copy(row, risk)
    return [*(one for one in changed if one != "state"), *linked]


@transaction.atomic
def treat_risk(
    risk: Risk, *, by: User, at: datetime, read_version: int | None = None, **fields: Any
) -> Risk:
    """The measures work; what is left is rated. Takes `measures`, `left_likelihood`,
    `left_impact`. Raises PermissionDenied, GuardsUnmet, Refused."""
    require(by, PERMISSION)
    row = _step(risk, "treat", read_version)
    if row.state == RiskState.TREATED:
        return row
    said = {name: fields.get(name, getattr(row, name)) for name in LEFT}
    problems = [
        Problem("required", words, name)
        for name, words in LEFT.items()
        if said[name] is None or not str(said[name]).strip()
    ]
    if problems:
        raise Refused.many(problems)
    _check(row, said)
    write(row, read_version=None, state=RiskState.TREATED.value, **said)
    publish_row("risk.treated", row, at=at)
    return _copy(row, risk)


LEFT: dict[str, Any] = {
    "measures": _("Say what was done."),
    "left_likelihood": _("From 1 to 5."),
    "left_impact": _("From 1 to 5."),
}


@transaction.atomic
def accept_risk(
    risk: Risk, *, by: User, at: datetime, reason: str, next_review: date | None,
    read_version: int | None = None,
) -> Risk:  # fmt: skip
    """Lived with until a day, for a reason, by somebody who approves. Said again with other
    words or another day, it is accepted anew."""
    require(by, APPROVE)
    row = _step(risk, "accept", read_version)
    problems = []
    if not reason.strip():
        problems.append(Problem("required", _("Say why."), "reason"))
    if next_review is None:
        problems.append(Problem("required", _("Say when it is looked at again."), "next_review"))
    elif next_review <= day_in(at, Organisation.current().timezone):
        problems.append(Problem("in_past", _("This day is over."), "next_review"))
    if problems:
        raise Refused.many(problems)
    given = (RiskState.ACCEPTED, reason.strip(), next_review)
    if (row.state, row.reason, row.next_review) != given:
        write(row, read_version=None, state=RiskState.ACCEPTED.value, reason=reason.strip(),
              next_review=next_review, decided_by=by, decided_at=at)  # fmt: skip
        publish_row("risk.accepted", row, at=at)
    return _copy(row, risk)


@transaction.atomic
def close_risk(
    risk: Risk, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Risk:
    """It is gone: nothing can happen any more, or what it spoke of is not used any more."""
    return _over(risk, "close", RiskState.CLOSED, by, at, reason, read_version)


@transaction.atomic
def reopen_risk(
    risk: Risk, *, by: User, at: datetime, reason: str = "", read_version: int | None = None
) -> Risk:
    require(by, PERMISSION)
    row = _step(risk, "reopen", read_version)
    if row.state != RiskState.OPEN:
        write(row, read_version=None, state=RiskState.OPEN.value, reason=reason.strip(),
              decided_by=by, decided_at=at)  # fmt: skip
        publish_row("risk.reopened", row, at=at)
    return _copy(row, risk)


def _over(
    risk: Risk, verb: str, state: RiskState, by: User, at: datetime, reason: str,
    read_version: int | None,
) -> Risk:  # fmt: skip
    require(by, PERMISSION)
    row = _step(risk, verb, read_version)
    if row.state == state:
        return row
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    write(row, read_version=None, state=state.value, reason=reason.strip(), decided_by=by,
          decided_at=at)  # fmt: skip
    publish_row(f"risk.{state.value}", row, at=at)
    return _copy(row, risk)


def _step(risk: Risk, verb: str, read_version: int | None) -> Risk:
    row = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    before, after = STEPS[verb]
    if row.state == after and after not in before:
        return row
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state not in before:
        words = _("The risk is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    return row


def _check(row: Risk | None, fields: dict[str, Any]) -> None:
    """What is left is rated as a whole, and is never more than what was there."""
    if isinstance(fields.get("title"), str):
        fields["title"] = fields["title"].strip()
    now = {
        name: fields.get(name, getattr(row, name) if row is not None else None) for name in RATED
    }
    left = (now["left_likelihood"], now["left_impact"])
    if (left[0] is None) != (left[1] is None):
        field = "left_likelihood" if left[0] is None else "left_impact"
        raise Refused("incomplete", _("Rate both, or neither."), field)
    for name in ("likelihood", "impact"):
        before, after = now[name], now[f"left_{name}"]
        if before is not None and after is not None and after > before:
            words = _("More than before the treatment.")
            raise Refused("above_before", words, f"left_{name}")


def _copy(row: Risk, risk: Risk) -> Risk:
    for field in row._meta.concrete_fields:
        setattr(risk, field.attname, getattr(row, field.attname))
    return row
