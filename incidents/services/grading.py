"""The grade of an incident: confirmed, raised at once, lowered with consent (INC-3).

A grade counts from when it takes effect: the decision level's clock (K3), the call list and the
ladder follow it. The first, the worst and the last grade are all kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.services.publishing import publish_row
from followup.exercises import real_one_graded
from followup.services.verb import Call
from incidents.models import ChangeKind, GradeChange, GradeProposal, Incident, Status
from incidents.services import card, clocks, relating
from incidents.services.contacts import add_contacts_of_grade
from incidents.services.escalation import begin_ladder
from incidents.services.escalation_answers import answer_for
from incidents.services.guards import require_met, waiting_proposal
from incidents.services.holders import person_of
from incidents.services.lifecycle import take_in_hand
from incidents.services.rights import is_decision_level, require_right
from incidents.services.step import (
    claimed,
    gathering,
    locked,
    locked_in_order,
    save,
    wholes_of,
    write,
    written,
)
from incidents.services.telling import (
    tell_lower_answered,
    tell_lower_proposed,
    tell_regraded,
)
from lib.asked_once import asking_once
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused
from plans.models import IncidentGrade


@transaction.atomic
def confirm_grade(
    incident: Incident,
    *,
    grade: IncidentGrade,
    reason: str = "",
    no_process_affected: bool = False,
    **call: Unpack[Call],
) -> Incident:
    """How grave it is, said by a person: the response begins.

    Another grade than the suggested one needs a reason (Refused at "reason"). Raises GuardsUnmet
    when another grade is confirmed already, a system is still to be named, or nothing is affected
    and nobody said so.
    """
    row = _held(incident)
    by = call["by"]
    require_right(row, by, "grade")
    if row.grade_id == grade.pk and row.status not in (Status.REPORTED, Status.ASSESSING):
        return row
    if row.grade is not None:
        text = _("Grade %(grade)s is confirmed already: raise it, or propose a lower one.")
        raise GuardsUnmet.one("graded_already", text % {"grade": row.grade.code}, "grade")
    if no_process_affected and not row.impacts.exists():
        row.no_process_affected = True
    require_met(row, "confirm_grade", at=call["at"])
    suggested = suggested_code(row)
    if suggested and suggested != grade.code and not reason.strip():
        words = _("Grade %(grade)s is suggested: say why it is another one.")
        raise Refused("reason", words % {"grade": suggested}, "reason")
    when = claimed(call, not_before=row.occurred_at)
    if row.status == Status.REPORTED:
        take_in_hand(row, when, call)
    before = row.effective_grade if row.grade_effective_at is not None else None
    in_effect = before is not None and before.pk == grade.pk
    with gathering(row):
        save(
            row,
            status=Status.RESPONDING.value,
            grade=grade,
            original_grade=grade,
            worst_grade=_worse(row.worst_grade, grade),
            assessed_at=when.at,
            grade_effective_at=row.grade_effective_at if in_effect else when.at,
            level_acknowledged_at=row.level_acknowledged_at if in_effect else None,
            no_process_affected=row.no_process_affected,
        )
        _record(row, ChangeKind.CONFIRMED, before, grade, reason, when, by)
        payload = {
            "old": before.code if before else None,
            "new": grade.code,
            "suggested": suggested,
        }
        written(row, "graded", when=when, call=call, text=reason, payload=payload)
        card.finish_step(row, "assess", at=when.at, recorded_at=when.recorded_at)
        card.open_steps(row, "plan", at=when.at)
        clocks.start_at_grading(row, at=when.at, by=by)
    relating.child_graded(row, when=when, call=call)
    if not in_effect:
        _follow(row, when)
    told = before or row.provisional_grade
    if told is not None and told.pk != grade.pk:
        tell_regraded(row, before=told, after=grade, reason=reason, at=when.recorded_at, by=by)
    _answers(row, when, call)
    publish_row("incident.graded", row, at=when.recorded_at)
    real_one_graded(row, when.recorded_at)
    return row


@transaction.atomic
def raise_grade(
    incident: Incident, *, grade: IncidentGrade, reason: str, **call: Unpack[Call]
) -> Incident:
    """A worse grade, at once. Raises Refused at "grade" (not worse) or "reason" (missing)."""
    row = _held(incident)
    require_right(row, call["by"], "grade")
    if row.grade_id == grade.pk:
        return row
    require_met(row, "raise_grade", at=call["at"])
    assert row.grade is not None  # a guard
    if grade.severity > row.grade.severity:
        words = _("This grade is lower: propose it to the decision level.")
        raise Refused("not_worse", words, "grade")
    _require_reason(reason)
    when = claimed(call, not_before=row.grade_effective_at, words=_TOO_EARLY)
    _end_proposal(row, GradeProposal.State.WITHDRAWN, when, call["by"])
    _take_effect(row, grade, ChangeKind.RAISED, reason, when, call)
    _answers(row, when, call)
    return row


_TOO_EARLY = _("This lies before the grade now in effect.")


@transaction.atomic
def propose_lower(
    incident: Incident, *, grade: IncidentGrade, reason: str, **call: Unpack[Call]
) -> GradeProposal:
    """Ask the decision level of the grade in effect for a lower one. The same proposal again
    changes nothing."""
    row = locked(incident)
    by = call["by"]
    require_right(row, by, "propose_lower")
    waiting = waiting_proposal(row)
    if waiting is not None and waiting.grade_id == grade.pk:
        return waiting
    require_met(row, "propose_lower", at=call["at"])
    assert row.grade is not None  # a guard
    if grade.severity <= row.grade.severity:
        raise Refused("not_lower", _("This grade is not lower than the present one."), "grade")
    _require_reason(reason)
    when = claimed(call, not_before=row.grade_effective_at, words=_TOO_EARLY)
    proposal = GradeProposal.objects.create(
        incident=row, grade=grade, reason=reason.strip()[:500], proposed_at=when.at, proposed_by=by
    )
    payload = {"old": row.grade.code, "new": grade.code}
    written(row, "grade_proposed", when=when, call=call, text=reason, payload=payload)
    tell_lower_proposed(row, proposal, by=by, at=when.recorded_at)
    return proposal


@transaction.atomic
def agree_lower(incident: Incident, *, comment: str = "", **call: Unpack[Call]) -> Incident:
    """The decision level of the grade in effect agrees: the lower grade takes effect."""
    row = locked(incident)
    require_right(row, call["by"], "agree_lower")
    return _lower(row, "agree_lower", comment, call, agreed_by=call["by"])


@transaction.atomic
def lower_alone(incident: Incident, **call: Unpack[Call]) -> Incident:
    """The decision level has not answered for half an hour: the commander decides alone."""
    row = locked(incident)
    require_right(row, call["by"], "propose_lower")
    return _lower(row, "lower_alone", "", call, agreed_by=None)


def _lower(
    row: Incident, verb: str, comment: str, call: Call, *, agreed_by: User | None
) -> Incident:
    proposal = waiting_proposal(row)
    if proposal is None and _is_lowered(row):
        return row
    require_met(row, verb, at=call["at"])
    assert proposal is not None  # a guard
    when = claimed(call, not_before=proposal.proposed_at)
    _end_proposal(row, GradeProposal.State.AGREED, when, call["by"], comment)
    return _take_effect(
        row, proposal.grade, ChangeKind.LOWERED, proposal.reason, when, call, agreed_by=agreed_by
    )


def _is_lowered(row: Incident) -> bool:
    """The last proposal was agreed to and its grade is in effect: nothing left to do."""
    last = GradeProposal.objects.filter(incident=row).order_by("proposed_at", "id").last()
    return (
        last is not None
        and last.state == GradeProposal.State.AGREED
        and last.grade_id == row.grade_id
    )


@transaction.atomic
def refuse_lower(incident: Incident, *, comment: str, **call: Unpack[Call]) -> Incident:
    """The decision level keeps the grade, and says why."""
    row = locked(incident)
    require_right(row, call["by"], "agree_lower")
    return _end(row, "refuse_lower", GradeProposal.State.REFUSED, comment, call)


@transaction.atomic
def withdraw_lower(incident: Incident, *, comment: str = "", **call: Unpack[Call]) -> Incident:
    """Who commands no longer asks for it."""
    row = locked(incident)
    require_right(row, call["by"], "propose_lower")
    return _end(row, "withdraw_lower", GradeProposal.State.WITHDRAWN, comment, call)


def _end(
    row: Incident, verb: str, state: GradeProposal.State, comment: str, call: Call
) -> Incident:
    last = GradeProposal.objects.filter(incident=row).order_by("proposed_at", "id").last()
    if last is not None and last.state == state:
        return row
    require_met(row, verb, at=call["at"])
    if state == GradeProposal.State.REFUSED and not comment.strip():
        raise Refused("required", _("Say why."), "comment")
    when = claimed(call)
    proposal = _end_proposal(row, state, when, call["by"], comment)
    payload = {"new": proposal.grade.code, "state": state.value} if proposal else {}
    written(row, "grade_refused", when=when, call=call, text=comment, payload=payload)
    tell_lower_answered(row, proposal, by=call["by"], at=when.recorded_at)
    return row


@transaction.atomic
def make_provisional_effective(
    incident: Incident, *, at: datetime, recorded_at: datetime | None = None
) -> Incident:
    """Nobody confirmed a grade in time (K2): the suggested one counts until somebody does."""
    row = locked(incident)
    grade = row.provisional_grade
    if row.grade is not None or grade is None or row.grade_effective_at is not None:
        return row
    if row.status not in (Status.REPORTED, Status.ASSESSING):
        return row
    when = Claimed(at, recorded_at or at)
    save(row, grade_effective_at=when.at, worst_grade=_worse(row.worst_grade, grade))
    _record(row, ChangeKind.PROVISIONAL, None, grade, "", when, None)
    write(row, "grade_in_effect", when=when, by=None, payload={"old": None, "new": grade.code})
    clocks.follow_grade(row)
    clocks.restart_decision(row, at=when.at)
    _follow(row, when)
    return row


def raise_provisional(row: Incident, grade: IncidentGrade, *, at: datetime) -> None:
    """A worse grade for one that nobody has confirmed; in effect already, it takes effect too."""
    if row.grade_effective_at is None:
        save(row, provisional_grade=grade)
    else:
        worsen_provisional(row, grade, at=at)


def worsen_provisional(row: Incident, grade: IncidentGrade, *, at: datetime) -> None:
    """The suggestion that is in effect has become worse: its level is asked from now on (INC-3).
    The caller holds the row."""
    before, when = row.provisional_grade, Claimed(at, at)
    save(
        row,
        provisional_grade=grade,
        grade_effective_at=at,
        level_acknowledged_at=None,
        worst_grade=_worse(row.worst_grade, grade),
    )
    _record(row, ChangeKind.PROVISIONAL, before, grade, "", when, None)
    payload = {"old": before.code if before else None, "new": grade.code}
    write(row, "grade_in_effect", when=when, by=None, payload=payload)
    clocks.follow_grade(row)
    clocks.restart_decision(row, at=at)
    _follow(row, when)
    tell_regraded(row, before=before, after=grade, at=at)


def suggested_code(row: Incident) -> str:
    """What the rule says now; "" when it says nothing."""
    return str(row.suggestion.get("grade") or "") or (
        row.provisional_grade.code if row.provisional_grade is not None else ""
    )


def _take_effect(
    row: Incident,
    grade: IncidentGrade,
    kind: ChangeKind,
    reason: str,
    when: Claimed,
    call: Call,
    *,
    agreed_by: User | None = None,
) -> Incident:
    before, by = row.grade, call["by"]
    save(
        row,
        grade=grade,
        worst_grade=_worse(row.worst_grade, grade),
        grade_effective_at=when.at,
        level_acknowledged_at=None,
    )
    _record(row, kind, before, grade, reason, when, by, agreed_by)
    payload = {
        "old": before.code if before else None,
        "new": grade.code,
        "suggested": suggested_code(row),
        "agreed_by": agreed_by.username if agreed_by else None,
    }
    written(row, "regraded", when=when, call=call, text=reason, payload=payload)
    clocks.follow_grade(row)
    if row.is_in_response:
        clocks.restart_decision(row, at=when.at, by=by)
        clocks.follow_command(row, at=when.at, by=by)
    _follow(row, when)
    tell_regraded(row, before=before, after=grade, reason=reason, at=when.recorded_at, by=by)
    relating.child_graded(row, when=when, call=call)
    publish_row("incident.regraded", row, at=when.recorded_at)
    real_one_graded(row, when.recorded_at)
    return row


def _held(incident: Incident) -> Incident:
    """The row, with those of the wholes it belongs to, which may take over the grade: always
    locked in the same order."""
    return locked_in_order(incident, *wholes_of(incident))[0]


def _answers(row: Incident, when: Claimed, call: Call) -> None:
    """Who says the grade and is of its decision level is not asked whether they know of it."""
    person = person_of(call["by"])
    if person is None or row.level_acknowledged_at is not None or not row.is_in_response:
        return
    if is_decision_level(call["by"], row.effective_grade):
        answer_for(row, person, when, by=call["by"], via=call.get("via"))


def _follow(row: Incident, when: Claimed) -> None:
    """Who else is called, and who is told until the decision level answers."""
    with asking_once(), gathering(row):
        add_contacts_of_grade(row, at=when.at, recorded_at=when.recorded_at)
        begin_ladder(row, at=when.at, recorded_at=when.recorded_at)


def _record(
    row: Incident,
    kind: ChangeKind,
    before: IncidentGrade | None,
    after: IncidentGrade,
    reason: str,
    when: Claimed,
    by: User | None,
    agreed_by: User | None = None,
) -> None:
    GradeChange.objects.create(
        incident=row, kind=kind.value, before=before, after=after, suggested=suggested_code(row),
        reason=reason.strip()[:500], at=when.at, by=by, agreed_by=agreed_by,
    )  # fmt: skip


def _end_proposal(
    row: Incident, state: GradeProposal.State, when: Claimed, by: User, comment: str = ""
) -> GradeProposal | None:
    proposal = waiting_proposal(row)
    if proposal is not None:
        proposal.state = state.value
        proposal.decided_at, proposal.decided_by = when.at, by
        proposal.comment = comment.strip()[:500]
        proposal.save()
    return proposal


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("required", _("Say why, in one line."), "reason")


def _worse(one: IncidentGrade | None, other: IncidentGrade) -> IncidentGrade:
    return other if one is None or other.severity < one.severity else one
