"""Findings: raised, explained and cleared by rules, dismissed for a time by people (§21).

A finding is one row per rule and subject for good: it comes back under its number. Numbers that
changed are a new fact and end a dismissal; so does its last day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.analysis.fingerprint import fingerprint
from bia.analysis.stored import stored
from bia.finding_rules import Raised, Rule, World, rules, watched
from bia.models import Finding, FindingCheck, FindingState, Process, System
from bia.services.assessment_basis import local_day
from bia.services.catalogue import current_catalogue
from bia.services.publishing import anybody_listens, publish_row
from followup.services.numbers import next_numbers
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change

PREFIX = "FND"
LONGEST_DAYS = 366
"""A dismissal is looked at again after a year at the latest."""

BATCH = 500
# What a check may write of a finding that stands.
WRITTEN = [
    *("state", "severity", "params", "raised_at", "cleared_at", "dismissed_at", "dismissed_by"),
    *("dismissal_reason", "dismissed_until", "version", "updated_at"),
]


@dataclass(frozen=True)
class Checked:
    """How many findings one check raised (again), changed and cleared; `skipped`: nothing new."""

    raised: int = 0
    changed: int = 0
    cleared: int = 0
    skipped: bool = False


def check_findings(*, at: datetime, by: User | None = None, force: bool = False) -> Checked:
    """Run every rule over the register as it stands at `at` (aware).

    Two checks at once wait for each other; the second one finds nothing left to do. Nothing is
    computed when neither the register, the catalogues, the rules nor the day changed, unless
    `force`. `by` is who asked, None for the machine. Raises PermissionDenied.
    """
    if by is not None:
        require(by, "finding.change")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bia.findings'))")
        state = _state(at)
        last = FindingCheck.objects.filter(pk=1).first()
        if last is not None and last.fingerprint == state and not force:
            FindingCheck.objects.filter(pk=1).update(checked_at=at)
            return Checked(skipped=True)
        checked = _settle(_found(at), at)
        FindingCheck.objects.update_or_create(
            pk=1, defaults={"fingerprint": state, "checked_at": at}
        )
    return checked


def dismiss_finding(
    finding: Finding,
    *,
    reason: str,
    until: date,
    by: User,
    at: datetime,
    read_version: int | None = None,
) -> Finding:
    """Leave it aside until `until`, the first day it counts again.

    Raises Refused (no reason, a day that is not to come or more than a year away), GuardsUnmet
    (cleared already), StaleVersion, PermissionDenied.
    """
    require(by, "finding.change")
    reason = reason.strip()
    if not reason:
        raise Refused("required", _("Say why it can wait."), "reason")
    today = local_day(at)
    if until <= today:
        raise Refused("not_to_come", _("This day must be still to come."), "until")
    if (until - today).days > LONGEST_DAYS:
        raise Refused("too_far", _("A year at most; then it is looked at again."), "until")
    with transaction.atomic():
        current = Finding.objects.select_for_update().get(pk=finding.pk)
        if current.state == FindingState.CLEARED:
            raise GuardsUnmet.one(
                "cleared", _("The finding is cleared; nothing is left to dismiss.")
            )
        change(
            finding,
            read_version=read_version,
            state=FindingState.DISMISSED.value,
            dismissed_at=at,
            dismissed_by=by,
            dismissal_reason=reason,
            dismissed_until=until,
        )
        publish_row("finding.dismissed", finding, at=at)
    return finding


def withdraw_dismissal(
    finding: Finding, *, by: User, at: datetime, read_version: int | None = None
) -> Finding:
    """The finding counts again from now. Raises GuardsUnmet when it is not dismissed."""
    require(by, "finding.change")
    with transaction.atomic():
        current = Finding.objects.select_for_update().get(pk=finding.pk)
        if current.state != FindingState.DISMISSED:
            raise GuardsUnmet.one("not_dismissed", _("The finding is not dismissed."))
        change(finding, read_version=read_version, **_OPEN_AGAIN)
        publish_row("finding.raised", finding, at=at)
    return finding


_OPEN_AGAIN: dict[str, Any] = {
    "state": FindingState.OPEN.value,
    "cleared_at": None,
    "dismissed_at": None,
    "dismissed_by": None,
    "dismissal_reason": "",
    "dismissed_until": None,
}


def _state(at: datetime) -> str:
    """What the result of a check follows from, in one line."""
    parts = [fingerprint(at), str(current_catalogue().version_id)]
    parts += sorted(rule.code for rule in rules())
    parts += watched(at)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _found(at: datetime) -> dict[tuple[str, str], tuple[Rule, Raised]]:
    world = World(stored(at), current_catalogue().dr_in_use, at)
    return {(rule.code, one.subject): (rule, one) for rule in rules() for one in rule.check(world)}


def _settle(found: dict[tuple[str, str], tuple[Rule, Raised]], at: datetime) -> Checked:
    """Make the rows say what was found: a few statements, however many they are."""
    rows = {
        (row.rule, row.subject): row for row in Finding.objects.select_for_update().order_by("pk")
    }
    raised, changed, fresh = [], [], []
    for key, (rule, one) in found.items():
        row = rows.get(key)
        facts = {
            "params": {**one.params, "critical": one.critical},
            "severity": one.severity or rule.severity,
        }
        if row is None:
            fresh.append((one, Finding(rule=rule.code, subject=one.subject, raised_at=at, **facts)))
        elif _comes_back(row, facts, at):
            raised.append(_set(row, at, **_OPEN_AGAIN, **facts, raised_at=at))
        elif any(getattr(row, name) != value for name, value in facts.items()):
            changed.append(_set(row, at, **facts))
    cleared = [
        _set(row, at, state=FindingState.CLEARED.value, cleared_at=at)
        for key, row in rows.items()
        if key not in found and row.state != FindingState.CLEARED
    ]
    Finding.objects.bulk_update([*raised, *changed, *cleared], WRITTEN, batch_size=BATCH)
    raised += _create(fresh, at)
    if anybody_listens():
        for type, told in (("finding.raised", raised), ("finding.cleared", cleared)):
            for row in told:
                publish_row(type, row, at=at)
    return Checked(len(raised), len(changed), len(cleared))


def _create(fresh: list[tuple[Raised, Finding]], at: datetime) -> list[Finding]:
    """Number them in the order the rules found them, and tie them to what they speak of."""
    if not fresh:
        return []
    ids = _Ids([one for one, _row in fresh])
    codes = next_numbers(PREFIX, len(fresh), at=at)
    for code, (one, row) in zip(codes, fresh, strict=True):
        row.code = code
        for column, pk in ids.of(one).items():
            setattr(row, column, pk)
    return Finding.objects.bulk_create([row for _one, row in fresh], batch_size=BATCH)


def _set(row: Finding, at: datetime, **fields: Any) -> Finding:
    """The row is locked; it is written with the others."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = at
    return row


def _comes_back(row: Finding, facts: dict[str, Any], at: datetime) -> bool:
    """Was cleared; or dismissed until today, or dismissed while the numbers were others."""
    if row.state == FindingState.CLEARED:
        return True
    if row.state != FindingState.DISMISSED or row.dismissed_until is None:
        return False
    return row.dismissed_until <= local_day(at) or row.params != facts["params"]


class _Ids:
    """The columns that tie a finding to its process or system, looked up in two queries."""

    def __init__(self, found: list[Raised]):
        codes: dict[str, set[str]] = {"process": set(), "system": set()}
        for one in found:
            codes.setdefault(_table(one.node), set()).add(_code(one.node))
        self.known = {
            f"{table}:{code}": {f"{table}_id": pk}
            for table, model in (("process", Process), ("system", System))
            for code, pk in _pairs(model, codes[table])
        }

    def of(self, one: Raised) -> dict[str, int]:
        return self.known.get(f"{_table(one.node)}:{_code(one.node)}", {})


def _pairs(model: Any, codes: set[str]) -> Iterator[tuple[str, int]]:
    if codes:
        yield from model.objects.filter(code__in=codes).values_list("code", "pk")


def _table(key: str) -> str:
    kind = key.partition(":")[0]
    return "system" if kind == "team" else kind


def _code(key: str) -> str:
    return key.partition(":")[2]
