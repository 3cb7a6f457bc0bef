"""Strengths and areas to improve, as the report names them, and what is done about them.

An area to improve has a corrective action, a plan that is to change, or a reason why none is
needed. The request to change the plan is opened when the report is approved (DRL-15).
"""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.models import (
    Criterion,
    Drill,
    DrillFinding,
    DrillStatus,
    ObservationKind,
    ReportState,
)
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, written
from followup.models import CorrectiveAction
from followup.registry import subject_kinds
from followup.services.actions import create_action
from followup.services.verb import Call
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create
from plans.models import Plan, PlanVersion

FIELDS = frozenset(
    ("kind", "text", "root_cause", "criterion", "avoided_loss", "plan", "no_action_reason")
)
KINDS = (ObservationKind.STRENGTH.value, ObservationKind.IMPROVEMENT.value)
MOST_TEXT = 5_000


@transaction.atomic
def add_finding(drill: Drill, **given: Any) -> DrillFinding:
    """The next finding ("F3"); `given`: FIELDS and those of `Call`.

    From the end of the drill until the report is submitted. Raises PermissionDenied, Refused at
    the field, GuardsUnmet.
    """
    values, call = _split(given)
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_open_report(row)
    when = claimed(call)
    values = _checked(row, values)
    if not values.get("text"):
        raise Refused("required", _("Say what was found."), "text")
    finding = create(DrillFinding, drill=row, key=next_key(row), **values)
    payload = {"finding": finding.key, "kind": finding.kind}
    written(row, "finding_added", when=when, call=call, payload=payload, text=finding.text)
    drill.__dict__.update(row.__dict__)
    return finding


@transaction.atomic
def change_finding(
    drill: Drill, finding: DrillFinding, *, read_version: int | None = None, **given: Any
) -> DrillFinding:
    """Raises PermissionDenied, Refused at the field, GuardsUnmet, StaleVersion."""
    values, call = _split(given)
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_open_report(row)
    when = claimed(call)
    one = _finding_of(row, finding)
    values = _checked(row, values)
    if "text" in values and not values["text"]:
        raise Refused("required", _("Say what was found."), "text")
    changed = change(one, read_version=read_version, **values)
    if changed:
        payload = {"finding": one.key, "fields": sorted(changed)}
        written(row, "finding_changed", when=when, call=call, payload=payload)
    drill.__dict__.update(row.__dict__)
    return one


@transaction.atomic
def remove_finding(drill: Drill, finding: DrillFinding, **call: Unpack[Call]) -> None:
    """One without an action: actions are never left without what they came from."""
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_open_report(row)
    when = claimed(call)
    one = DrillFinding.objects.filter(drill=row, pk=finding.pk).first()
    if one is None:
        return
    if one.action_id is not None:
        words = _("It has a corrective action: cancel that instead.")
        raise GuardsUnmet.one("has_action", words)
    key, text = one.key, one.text
    one.delete()
    written(row, "finding_removed", when=when, call=call, payload={"finding": key}, text=text)
    drill.__dict__.update(row.__dict__)


@transaction.atomic
def create_finding_action(
    drill: Drill, finding: DrillFinding, *, fields: dict[str, Any], **call: Unpack[Call]
) -> CorrectiveAction:
    """A corrective action of source "drill" for this finding; a second call answers the first's.

    `fields` are those of an action; what they leave out is suggested by the finding. Raises
    PermissionDenied (the report's right and "action.change" are both needed), Refused.
    """
    row = locked(drill)
    require_right(row, call["by"], "report")
    one = _finding_of(row, finding)
    if one.action is not None:
        return one.action
    if one.kind != ObservationKind.IMPROVEMENT:
        raise Refused("not_an_improvement", _("Strengths need no action."), "finding")
    when = claimed(call)
    given = {name: value for name, value in fields.items() if value is not None}
    values = suggested_action(row, one) | given
    action = create_action(
        **values, source="drill", source_ref=f"{row.code}:{one.key}", by=call["by"], at=when.at,
        recorded_at=when.recorded_at, via=call.get("via", "ui"),
    )  # fmt: skip
    drill.refresh_from_db()
    return action


def suggested_action(drill: Drill, finding: DrillFinding) -> dict[str, Any]:
    """What is known of the action already; the form is filled with the same."""
    kind, code = subject_of(drill)
    return {
        "title": " ".join(finding.text.split())[:200],
        "finding": finding.text,
        "root_cause": finding.root_cause,
        "subject_kind": kind,
        "subject_code": code,
    }


def subject_of(drill: Drill) -> tuple[str, str]:
    """What was drilled: the first system, else the first process, else the drill itself."""
    kinds = subject_kinds()
    system = drill.systems.order_by("code").first()
    if system is not None and "system" in kinds:
        return "system", system.code
    process = drill.processes.order_by("code").first()
    if process is not None and "process" in kinds:
        return "process", process.code
    return ("drill", drill.code) if "drill" in kinds else ("", "")


def unsettled(finding: DrillFinding) -> bool:
    """An area to improve about which nothing is decided yet. Only a plan that is in force is asked
    to change: of one that was tested as a draft nothing would follow."""
    return (
        finding.kind == ObservationKind.IMPROVEMENT
        and finding.action_id is None
        and finding.change_request_id is None
        and not finding.no_action_reason
        and not (
            finding.plan_id is not None
            and PlanVersion.objects.effective().filter(plan=finding.plan_id).exists()
        )
    )


def next_key(drill: Drill) -> str:
    """One more than the highest that was ever given; the caller holds the drill's row."""
    used = drill.timeline.filter(type__in=("finding_added", "findings_drafted"))
    known = [str(one) for one in drill.findings.values_list("key", flat=True)]
    for payload in used.values_list("payload", flat=True):
        known += [payload.get("finding", ""), *payload.get("findings", [])]
    return f"F{max((int(one[1:]) for one in known if one[1:].isdigit()), default=0) + 1}"


def require_open_report(drill: Drill) -> None:
    require_status(drill, DrillStatus.DEBRIEF, DrillStatus.REPORTING)
    report = getattr(drill, "report", None)
    if report is not None and report.state != ReportState.DRAFT:
        words = _("The report is submitted: it no longer changes.")
        raise GuardsUnmet.one("report_submitted", words)


def _split(given: dict[str, Any]) -> tuple[dict[str, Any], Call]:
    values = {name: value for name, value in given.items() if name in FIELDS}
    call: Call = {name: value for name, value in given.items() if name not in FIELDS}  # type: ignore[assignment]
    return values, call


def _checked(drill: Drill, values: dict[str, Any]) -> dict[str, Any]:
    problems = []
    for name in ("text", "root_cause", "no_action_reason"):
        if name in values:
            values[name] = (values[name] or "").strip()
            if len(values[name]) > (500 if name == "no_action_reason" else MOST_TEXT):
                problems.append(Problem("too_long", _("This is too long."), name))
    if "kind" in values and values["kind"] not in KINDS:
        words = _("Choose a strength or an area to improve.")
        problems.append(Problem("invalid_choice", words, "kind"))
    criterion: Criterion | None = values.get("criterion")
    if (
        criterion is not None
        and not Criterion.objects.filter(script__drill=drill, pk=criterion.pk).exists()
    ):
        words = _("This criterion is of another drill.")
        problems.append(Problem("not_of_this_drill", words, "criterion"))
    plan: Plan | None = values.get("plan")
    if plan is not None and plan.retired_at is not None:
        problems.append(Problem("retired", _("This plan is retired."), "plan"))
    if problems:
        raise Refused.many(problems)
    return values


def _finding_of(drill: Drill, finding: DrillFinding) -> DrillFinding:
    one = DrillFinding.objects.select_for_update(of=("self",)).filter(drill=drill, pk=finding.pk)
    found = one.select_related("action").first()
    if found is None:
        raise Refused("not_of_this_drill", _("This finding is of another drill."), "finding")
    return found
