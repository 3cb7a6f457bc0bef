"""Recovery strategies (ISO 22301 8.3): proposed on approved analyses, decided by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import Assessment, AssessmentStatus
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.models import Strategy, StrategyState
from governance.services.four_eyes import wrote
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create

CHANGE, APPROVE = "level.change", "governance.approve"
SERIES = "STR"
STEPS = {
    "approve": ((StrategyState.PROPOSED,), StrategyState.APPROVED),
    "reject": ((StrategyState.PROPOSED,), StrategyState.REJECTED),
    "retire": ((StrategyState.PROPOSED, StrategyState.APPROVED), StrategyState.RETIRED),
}


@transaction.atomic
def create_strategy(
    *, by: User, at: datetime, assessments: Iterable[Assessment] = (), **fields: Any
) -> Strategy:
    """A proposal. Raises PermissionDenied, Refused."""
    require(by, CHANGE)
    rows = _approved(assessments)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(Strategy, proposed_by=by, **fields)
    row.assessments.set(rows)
    return row


@transaction.atomic
def change_strategy(
    strategy: Strategy, *, read_version: int | None, by: User, at: datetime,
    assessments: Iterable[Assessment] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """While it is proposed. Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused."""
    require(by, CHANGE)
    row = _locked(strategy)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state != StrategyState.PROPOSED:
        words = _("It is “%(state)s”: propose another one.")
        raise GuardsUnmet.one("state", words % {"state": row.get_state_display()})
    changed = write(row, read_version=None, **fields)
    if assessments is not None:
        wanted = _approved(assessments, known=row)
        if {one.pk for one in wanted} != set(row.assessments.values_list("pk", flat=True)):
            row.assessments.set(wanted)
            if not changed:
                row.version += 1
                row.save(update_fields=["version", "updated_at"])
            changed.append("assessments")
    _copy(row, strategy)
    return changed


@transaction.atomic
def approve_strategy(
    strategy: Strategy, *, by: User, at: datetime, reason: str = "",
    read_version: int | None = None,
) -> Strategy:  # fmt: skip
    """By somebody else than whoever proposed it; the one before of the same system retires."""
    require(by, APPROVE)
    row = _step(strategy, "approve", read_version)
    if row.state == StrategyState.APPROVED:
        return _copy(row, strategy)
    problems = approval_problems(row, by)
    if problems:
        raise GuardsUnmet(problems)
    others = Strategy.objects.select_for_update(of=("self",)).filter(
        system=row.system, state=StrategyState.APPROVED
    )
    for one in others:
        write(one, read_version=None, state=StrategyState.RETIRED.value)
        publish_row("recovery_strategy.retired", one, at=at)
    write(row, read_version=None, state=StrategyState.APPROVED.value, approved_by=by,
          approved_at=at, decision_reason=reason.strip())  # fmt: skip
    publish_row("recovery_strategy.approved", row, at=at)
    return _copy(row, strategy)


def approval_problems(strategy: Strategy, by: User) -> list[Problem]:
    """The gate of S3-011, and four eyes."""
    problems = []
    path = f"PATCH recovery-strategies/{strategy.code}/"
    linked = list(strategy.assessments.all())
    if not linked:
        words = _("Name the approved impact analyses it rests on: analysis comes before money.")
        problems.append(Problem("assessment_missing", words, "assessments", path))
    for one in linked:
        if one.status != AssessmentStatus.APPROVED:
            words = _("%(code)s is not in force any more: name the one that replaced it.")
            said = words % {"code": one.code}
            problems.append(Problem("assessment_superseded", said, "assessments", path))
    if strategy.proposed_by_id == by.pk or wrote(strategy, by):
        problems.append(Problem("four_eyes", _("Somebody else decides: you proposed it.")))
    return problems


@transaction.atomic
def reject_strategy(
    strategy: Strategy, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Strategy:
    require(by, APPROVE)
    row = _step(strategy, "reject", read_version)
    if row.state != StrategyState.REJECTED:
        if row.proposed_by_id == by.pk:
            raise GuardsUnmet.one("four_eyes", _("Somebody else decides: you proposed it."))
        if not reason.strip():
            raise Refused("required", _("Say why."), "reason")
        write(row, read_version=None, state=StrategyState.REJECTED.value,
              decision_reason=reason.strip())  # fmt: skip
        publish_row("recovery_strategy.rejected", row, at=at)
    return _copy(row, strategy)


@transaction.atomic
def retire_strategy(
    strategy: Strategy, *, by: User, at: datetime, reason: str = "",
    read_version: int | None = None,
) -> Strategy:  # fmt: skip
    """It holds no more, or is not pursued."""
    row = _step(strategy, "retire", read_version)
    approved = row.state == StrategyState.APPROVED
    require(by, APPROVE if approved else CHANGE)
    if row.state != StrategyState.RETIRED:
        write(row, read_version=None, state=StrategyState.RETIRED.value,
              decision_reason=reason.strip() or row.decision_reason)  # fmt: skip
        publish_row("recovery_strategy.retired", row, at=at)
    return _copy(row, strategy)


def _approved(rows: Iterable[Assessment], known: Strategy | None = None) -> list[Assessment]:
    found = list(rows)
    named = set(known.assessments.values_list("pk", flat=True)) if known is not None else set()
    if not found:
        words = _("Name the approved impact analyses it rests on: analysis comes before money.")
        raise Refused("required", words, "assessments")
    for one in found:
        if one.status != AssessmentStatus.APPROVED and one.pk not in named:
            words = _("%(code)s is not approved: a strategy rests on approved analyses.")
            raise Refused("not_approved", words % {"code": one.code}, "assessments")
    return found


def _step(strategy: Strategy, verb: str, read_version: int | None) -> Strategy:
    row = _locked(strategy)
    before, after = STEPS[verb]
    if row.state == after:
        return row
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state not in before:
        words = _("The strategy is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    return row


def _locked(strategy: Strategy) -> Strategy:
    return Strategy.objects.select_for_update(of=("self",)).get(pk=strategy.pk)


def _copy(row: Strategy, strategy: Strategy) -> Strategy:
    for field in row._meta.concrete_fields:
        setattr(strategy, field.attname, getattr(row, field.attname))
    return row
