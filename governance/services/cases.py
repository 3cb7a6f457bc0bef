"""Investment cases (S3-011, S3-065…076): written, submitted and frozen, decided by another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.models import Assessment, AssessmentStatus
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.investment import CaseFigures, to_json
from governance.domain.investment import figures as figures_from
from governance.models import CaseState, InvestmentCase
from governance.services.case_inputs import figures_of, inputs_of
from governance.services.case_parts import PARTS, Rows, write_part
from governance.services.four_eyes import wrote
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create

__all__ = ["figures_of"]

PERMISSION, APPROVE = "investment.change", "governance.approve"
SERIES = "INV"
# The state a verb starts from and the one it leads to.
STEPS = {
    "submit": ((CaseState.DRAFT,), CaseState.SUBMITTED),
    "approve": ((CaseState.SUBMITTED,), CaseState.APPROVED),
    "reject": ((CaseState.SUBMITTED,), CaseState.REJECTED),
    "withdraw": ((CaseState.DRAFT, CaseState.SUBMITTED), CaseState.WITHDRAWN),
    "return": (
        (CaseState.SUBMITTED, CaseState.REJECTED, CaseState.WITHDRAWN), CaseState.DRAFT
    ),
}  # fmt: skip


@transaction.atomic
def create_case(
    *, by: User, at: datetime, assessments: Iterable[Assessment] = (), **fields: Any
) -> InvestmentCase:
    """A draft. Takes the parts too: `lines`, `classes`, `sourcing`, `designs`.

    Raises PermissionDenied, Refused.
    """
    require(by, PERMISSION)
    parts = _parts(fields)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(InvestmentCase, created_by=by, **fields)
    row.assessments.set(_approved(assessments))
    for name, rows in parts.items():
        write_part(row, name, rows)
    return row


@transaction.atomic
def change_case(
    case: InvestmentCase, *, read_version: int | None, by: User, at: datetime,
    assessments: Iterable[Assessment] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """While it is a draft; a part that is named is replaced whole. Answers what changed.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused.
    """
    require(by, PERMISSION)
    row = _locked(case)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state != CaseState.DRAFT:
        words = _("It is “%(state)s”: its figures are frozen.")
        raise GuardsUnmet.one("state", words % {"state": row.get_state_display()})
    parts = _parts(fields)
    changed = write(row, read_version=None, **fields)
    own = bool(changed)
    changed += [name for name, rows in parts.items() if write_part(row, name, rows)]
    if assessments is not None:
        wanted = _approved(assessments, known=row)
        if {one.pk for one in wanted} != set(row.assessments.values_list("pk", flat=True)):
            row.assessments.set(wanted)
            changed.append("assessments")
    if changed and not own:
        row.version += 1
        row.save(update_fields=["version", "updated_at"])
    _copy(row, case)
    return changed


@transaction.atomic
def delete_case(case: InvestmentCase, *, by: User, at: datetime) -> None:
    """A draft that was never submitted; what was once shown is kept."""
    require(by, PERMISSION)
    row = _locked(case)
    if row.state != CaseState.DRAFT or row.submitted_at is not None:
        raise GuardsUnmet.one("state", _("It was submitted once, so it is kept: withdraw it."))
    row.delete()


@transaction.atomic
def submit_case(
    case: InvestmentCase, *, by: User, at: datetime, read_version: int | None = None
) -> InvestmentCase:
    """Inputs and results are frozen under a digest. 409 with everything that is missing."""
    require(by, PERMISSION)
    row = _step(case, "submit", read_version)
    if row.state == CaseState.SUBMITTED:
        return _copy(row, case)
    problems = submission_problems(row)
    if problems:
        raise GuardsUnmet(problems)
    snapshot = snapshot_of(row)
    write(row, read_version=None, state=CaseState.SUBMITTED.value, submitted_by=by,
          submitted_at=at, snapshot=snapshot, digest=digest_of(snapshot), decided_by=None,
          decided_at=None, decision_reason="")  # fmt: skip
    publish_row("investment_case.submitted", row, at=at)
    return _copy(row, case)


def submission_problems(case: InvestmentCase) -> list[Problem]:
    """What is missing before it may be submitted: analysis comes before money (S3-011)."""
    problems = []
    path = f"PATCH investment-cases/{case.code}/"
    linked = list(case.assessments.all())
    if not linked:
        words = _("Name the approved impact analyses it rests on: analysis comes before money.")
        problems.append(Problem("assessment_missing", words, "assessments", path))
    for one in linked:
        if one.status != AssessmentStatus.APPROVED:
            words = _("%(code)s is not in force any more: name the one that replaced it.")
            said = words % {"code": one.code}
            problems.append(Problem("assessment_superseded", said, "assessments", path))
    kinds = set(case.lines.values_list("kind", flat=True))
    if not kinds & {"initial", "running"}:
        words = _("Say what it costs, once or a year.")
        problems.append(Problem("cost_missing", words, "lines", path))
    if "loss" not in kinds:
        words = _("Say what a major incident costs: without a loss there is nothing to save.")
        problems.append(Problem("loss_missing", words, "lines", path))
    return problems


@transaction.atomic
def approve_case(
    case: InvestmentCase, *, by: User, at: datetime, reason: str = "",
    read_version: int | None = None,
) -> InvestmentCase:  # fmt: skip
    """By somebody else than whoever wrote or submitted it."""
    return _decide(case, "approve", by, at, reason, read_version)


@transaction.atomic
def reject_case(
    case: InvestmentCase, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> InvestmentCase:
    return _decide(case, "reject", by, at, reason, read_version)


@transaction.atomic
def return_case(
    case: InvestmentCase, *, by: User, at: datetime, reason: str = "",
    read_version: int | None = None,
) -> InvestmentCase:  # fmt: skip
    """Back to its author: to be changed and submitted anew. A submitted one by who decides,
    with a reason; a rejected or withdrawn one by who writes."""
    row = _step(case, "return", read_version)
    if row.state == CaseState.DRAFT:
        return _copy(row, case)
    submitted = row.state == CaseState.SUBMITTED
    require(by, APPROVE if submitted else PERMISSION)
    if submitted:
        _needs(reason)
    write(row, read_version=None, state=CaseState.DRAFT.value, decided_by=by, decided_at=at,
          decision_reason=reason.strip(), snapshot={}, digest="")  # fmt: skip
    publish_row("investment_case.returned", row, at=at)
    return _copy(row, case)


@transaction.atomic
def withdraw_case(
    case: InvestmentCase, *, by: User, at: datetime, reason: str = "",
    read_version: int | None = None,
) -> InvestmentCase:  # fmt: skip
    require(by, PERMISSION)
    row = _step(case, "withdraw", read_version)
    if row.state != CaseState.WITHDRAWN:
        write(row, read_version=None, state=CaseState.WITHDRAWN.value, decided_by=by,
              decided_at=at, decision_reason=reason.strip())  # fmt: skip
        publish_row("investment_case.withdrawn", row, at=at)
    return _copy(row, case)


def _decide(
    case: InvestmentCase, verb: str, by: User, at: datetime, reason: str, read_version: int | None
) -> InvestmentCase:
    require(by, APPROVE)
    row = _step(case, verb, read_version)
    after = STEPS[verb][1]
    if row.state == after:
        return _copy(row, case)
    if by.pk in (row.created_by_id, row.submitted_by_id) or wrote(row, by):
        words = _("Somebody else decides: you wrote or submitted it.")
        raise GuardsUnmet.one("four_eyes", words)
    if verb == "reject":
        _needs(reason)
    write(row, read_version=None, state=after.value, decided_by=by, decided_at=at,
          decision_reason=reason.strip())  # fmt: skip
    publish_row(f"investment_case.{after.value}", row, at=at)
    return _copy(row, case)


def snapshot_of(case: InvestmentCase) -> dict[str, Any]:
    """What is decided on: inputs, analyses, results. Its digest is of its canonical JSON."""
    currency = Organisation.current().currency
    inputs = inputs_of(case)
    return {
        "code": case.code, "title": case.title, "text": case.text, "currency": currency,
        "inputs": to_json(inputs),
        "assessments": [
            {"code": one.code, "version": one.version}
            for one in case.assessments.order_by("code")
        ],
        "results": results_json(figures_from(inputs, currency)),
    }  # fmt: skip


def digest_of(snapshot: dict[str, Any]) -> str:
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def results_json(figures: CaseFigures) -> dict[str, Any]:
    """The figures with four decimals, as the calculator answers them."""
    found = figures.returns
    names = (
        *("benefit_per_year", "net_per_year", "total_cost", "total_benefit", "net_benefit"),
        *("payback_gross_years", "payback_net_years", "roi", "benefit_cost", "npv", "irr"),
        *("discounted_payback_years", "break_even_effectiveness"),
    )
    return {name: four(getattr(found, name)) if found else None for name in names}


def four(value: Decimal | None) -> str | None:
    """Four decimals at most, without trailing noughts: "1290", "1.0286"."""
    if value is None:
        return None
    rounded = round(value, 4)
    return format(rounded.normalize() if rounded else Decimal(0), "f")


def _parts(fields: dict[str, Any]) -> dict[str, Rows]:
    return {name: fields.pop(name) for name in PARTS if fields.get(name) is not None}


def _approved(
    rows: Iterable[Assessment], known: InvestmentCase | None = None
) -> list[Assessment]:  # fmt: skip
    """Only approved ones may be named; one that was named before stays until it is taken away."""
    found = list(rows)
    named = set(known.assessments.values_list("pk", flat=True)) if known is not None else set()
    for one in found:
        if one.status != AssessmentStatus.APPROVED and one.pk not in named:
            words = _("%(code)s is not approved: a case rests on approved analyses.")
            raise Refused("not_approved", words % {"code": one.code}, "assessments")
    return found


def _needs(reason: str) -> None:
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")


def _step(case: InvestmentCase, verb: str, read_version: int | None) -> InvestmentCase:
    row = _locked(case)
    before, after = STEPS[verb]
    if row.state == after:
        return row
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state not in before:
        words = _("The case is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    return row


def _locked(case: InvestmentCase) -> InvestmentCase:
    return InvestmentCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _copy(row: InvestmentCase, case: InvestmentCase) -> InvestmentCase:
    for field in row._meta.concrete_fields:
        setattr(case, field.attname, getattr(row, field.attname))
    return row
