"""The after-action report (DRL-15): written, submitted, approved or sent back, and signed.

What happened is frozen when it is submitted (`facts`, with its SHA-256); its approval is what
makes the drill count: see `report_effects`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import access_of
from accounts.models import Person, User
from bia.services.publishing import publish_row
from drills.facts import facts_of
from drills.models import (
    AfterActionReport,
    Drill,
    DrillStatus,
    ReportState,
    SignOff,
)
from drills.services import report_news
from drills.services.findings import unsettled
from drills.services.report_drafting import begin, draft
from drills.services.report_effects import carry_out
from drills.services.results import refresh_results
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, written
from followup.services.verb import Call
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change

__all__ = [
    "approve_report",
    "begin",
    "change_report",
    "draft",
    "parts_of",
    "redraft_report",
    "return_report",
    "sign_report",
    "submit_report",
    "unmet_for_submission",
]

TEXTS = ("scope", "summary", "conclusion", "too_easy_note")
FIELDS = frozenset((*TEXTS, "author"))
MOST_TEXT = 20_000


@transaction.atomic
def change_report(
    drill: Drill, *, read_version: int | None = None, **given: Any
) -> AfterActionReport:
    """Set texts or the author of the draft; `given`: FIELDS and those of `Call`.

    Raises PermissionDenied, Refused at the field, GuardsUnmet (submitted), StaleVersion.
    """
    values = {name: value for name, value in given.items() if name in FIELDS}
    call: Call = {name: value for name, value in given.items() if name not in FIELDS}  # type: ignore[assignment]
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_status(row, DrillStatus.DEBRIEF, DrillStatus.REPORTING)
    when = claimed(call)
    report = _report_of(row)
    _require_state(report, ReportState.DRAFT)
    problems = []
    for name in TEXTS:
        if name in values:
            values[name] = values[name].strip()
            if len(values[name]) > MOST_TEXT:
                problems.append(Problem("too_long", _("At most 20,000 characters."), name))
    author: Person | None = values.get("author")
    if author is not None and not author.is_active:
        problems.append(Problem("left", _("This person has left."), "author"))
    if problems:
        raise Refused.many(problems)
    if changed := change(report, read_version=read_version, **values):
        payload = {"fields": sorted(changed)}
        written(row, "report_changed", when=when, call=call, payload=payload)
    drill.__dict__.update(row.__dict__)
    return report


@transaction.atomic
def redraft_report(drill: Drill, **call: Unpack[Call]) -> AfterActionReport:
    """Fill what is empty from the data again: emptied texts, times measured meanwhile."""
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_status(row, DrillStatus.DEBRIEF, DrillStatus.REPORTING)
    when = claimed(call)
    _require_state(_report_of(row), ReportState.DRAFT)
    report = draft(row, when, call)
    drill.__dict__.update(row.__dict__)
    return report


@transaction.atomic
def submit_report(drill: Drill, **call: Unpack[Call]) -> AfterActionReport:
    """It is written: the facts are frozen, those who approve it are told.

    Submitted already: nothing happens. Raises GuardsUnmet, one problem for each thing missing.
    """
    row = locked(drill)
    require_right(row, call["by"], "report")
    require_status(row, DrillStatus.REPORTING)
    report = _report_of(row)
    if report.state != ReportState.DRAFT:
        return report
    when = claimed(call, not_before=row.evaluated_at)
    refresh_results(row, when.recorded_at)
    unmet = unmet_for_submission(row, report)
    if unmet:
        raise GuardsUnmet(unmet)
    facts = facts_of(row, when.at)
    change(
        report, read_version=None, state=ReportState.SUBMITTED.value, submitted_at=when.at,
        submitted_by=call["by"], facts=facts, digest=digest_of_facts(facts), returned_because="",
    )  # fmt: skip
    payload = {"digest": report.digest}
    entry = written(row, "report_submitted", when=when, call=call, payload=payload)
    report_news.tell_submitted(row, entry=entry, by=call["by"], at=when.recorded_at)
    publish_row("drill.report_submitted", row, at=when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return report


@transaction.atomic
def return_report(drill: Drill, *, reason: str, **call: Unpack[Call]) -> AfterActionReport:
    """Back to its author, with what is missing."""
    row = locked(drill)
    require_right(row, call["by"], "approve")
    report = _report_of(row)
    _require_state(report, ReportState.SUBMITTED)
    if not reason.strip():
        raise Refused("required", _("Say what is missing."), "reason")
    if len(reason.strip()) > MOST_TEXT:
        raise Refused("too_long", _("At most 20,000 characters."), "reason")
    when = claimed(call, not_before=report.submitted_at)
    change(
        report, read_version=None, state=ReportState.DRAFT.value, facts={}, digest="",
        returned_because=reason.strip(),
    )  # fmt: skip
    entry = written(row, "report_returned", when=when, call=call, text=reason)
    report_news.tell_returned(row, report, entry=entry, by=call["by"], at=when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return report


@transaction.atomic
def approve_report(drill: Drill, *, comment: str = "", **call: Unpack[Call]) -> AfterActionReport:
    """By a continuity manager who neither wrote nor submitted it.

    In the same transaction what was measured goes to the BIA, plans are asked to change, and
    actions learn of their re-tests. Raises PermissionDenied, GuardsUnmet.
    """
    row = locked(drill)
    require_right(row, call["by"], "approve")
    report = _report_of(row)
    if report.state == ReportState.APPROVED:
        return report
    _require_state(report, ReportState.SUBMITTED)
    if call["by"].pk in _writers(row, report):
        words = _("Somebody else approves it: you wrote or submitted it.")
        raise GuardsUnmet.one("four_eyes", words)
    when = claimed(call, not_before=report.submitted_at)
    change(
        report, read_version=None, state=ReportState.APPROVED.value, approved_at=when.at,
        approved_by=call["by"],
    )  # fmt: skip
    effects = carry_out(row, when=when, by=call["by"])
    entry = written(row, "report_approved", when=when, call=call, text=comment, payload=effects)
    report_news.tell_approved(row, report, entry=entry, by=call["by"], at=when.recorded_at)
    publish_row("drill.report_approved", row, at=when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return report


@transaction.atomic
def sign_report(drill: Drill, *, part: str, note: str = "", **call: Unpack[Call]) -> SignOff:
    """Sign it as it stands, with its digest, in one's own part; twice is once.

    An executive without a login signs on paper: a continuity manager enters it and says who.
    """
    row = locked(drill)
    report = _report_of(row)
    _require_state(report, ReportState.SUBMITTED, ReportState.APPROVED)
    when = claimed(call, not_before=report.submitted_at)
    if part not in SignOff.Part.values:
        raise Refused("invalid_choice", _("There is no such part."), "part")
    if part not in parts_of(row, call["by"]):
        words = _("This part is signed by somebody else.")
        raise GuardsUnmet.one("not_your_part", words, "part")
    note = note.strip()
    if part == SignOff.Part.EXECUTIVE and not note:
        raise Refused("required", _("Say who signed."), "note")
    if len(note) > 300:
        raise Refused("too_long", _("At most 300 characters."), "note")
    known = report.signed.filter(part=part, by=call["by"], digest=report.digest).first()
    if known is not None:
        return known
    signed = SignOff.objects.create(
        report=report, part=part, by=call["by"], at=when.at, digest=report.digest, note=note
    )
    payload = {"part": part, "digest": report.digest}
    written(row, "report_signed", when=when, call=call, payload=payload, text=note)
    drill.__dict__.update(row.__dict__)
    return signed


def parts_of(drill: Drill, user: User) -> list[str]:
    """The parts `user` may sign."""
    found = []
    for person, part in (
        (drill.lead_evaluator, SignOff.Part.LEAD_EVALUATOR),
        (drill.lead_controller, SignOff.Part.CONTROLLER),
    ):
        if person is not None and person.user_id == user.pk:
            found.append(part.value)
    if "continuity_manager" in access_of(user).roles:
        found += [SignOff.Part.MANAGER.value, SignOff.Part.EXECUTIVE.value]
    return found


def unmet_for_submission(drill: Drill, report: AfterActionReport) -> list[Problem]:
    """What must be written first; the page greys its button with the same list."""
    address = f"PATCH drills/{drill.code}/report/"
    needed = {
        "scope": _("Say what the drill covered."),
        "summary": _("Say how it went."),
        "conclusion": _("Draw a conclusion."),
    }
    problems = [
        Problem("required", words, name, address)
        for name, words in needed.items()
        if not getattr(report, name).strip()
    ]
    findings = list(drill.findings.all())
    undecided = _("Finding %(key)s: give it an action, a plan to change, or why none is needed.")
    problems += [
        Problem(
            "undecided", undecided % {"key": one.key}, "findings",
            f"PATCH drills/{drill.code}/findings/{one.pk}/",
        )
        for one in findings
        if unsettled(one)
    ]  # fmt: skip
    if not any(one.kind == "improvement" for one in findings) and not report.too_easy_note.strip():
        words = _("Nothing to improve was found. Was the scenario too easy? Say why not.")
        problems.append(Problem("too_easy", words, "too_easy_note", address))
    if drill.measured.filter(accepted=None, value_s__isnull=False).exists():
        words = _("Say of every measured time whether it counts.")
        problems.append(
            Problem(
                "not_reviewed", words, "measured_times", f"GET drills/{drill.code}/measured-times/"
            )
        )
    return problems


def digest_of_facts(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the facts' canonical JSON."""
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _writers(drill: Drill, report: AfterActionReport) -> set[int]:
    """Whoever submitted it, its author, and who changed its texts under another's name."""
    author = report.author.user_id if report.author is not None else None
    changes = drill.timeline.filter(type="report_changed").values_list("actor_id", "payload")
    texts = {actor for actor, payload in changes if {*TEXTS} & {*payload.get("fields", ())}}
    return {one for one in (report.submitted_by_id, author, *texts) if one is not None}


def _report_of(drill: Drill) -> AfterActionReport:
    report = (
        AfterActionReport.objects.select_for_update(of=("self",))
        .select_related("author")
        .filter(drill=drill)
        .first()
    )
    if report is None:
        raise GuardsUnmet.one("no_report", _("The report is drafted when the drill ends."))
    return report


def _require_state(report: AfterActionReport, *states: str) -> None:
    if report.state not in states:
        words = _("This cannot be done now: the report is “%(state)s”.")
        text = words % {"state": report.get_state_display()}
        raise GuardsUnmet.one("wrong_state", text, "state")
