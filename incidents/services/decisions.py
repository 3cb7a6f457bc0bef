"""What was decided in an incident, out of what, why and at which level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import OPEN, Decision, Incident
from incidents.services.rights import is_decision_level, require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import Refused
from plans.models import ResponseRole

MOST_OPTIONS = 12


@transaction.atomic
def decide(
    incident: Incident,
    *,
    question: str,
    choice: str,
    options: Sequence[str] = (),
    rationale: str = "",
    level: ResponseRole | None = None,
    **call: Unpack[Call],
) -> Decision:
    """Write a decision down. `level` None: that of the grade in effect when `by` holds it.

    What was chosen stands among the options, if any are named. Raises Refused.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *OPEN)
    question, choice, rationale = question.strip(), choice.strip(), rationale.strip()
    if not question:
        raise Refused("required", _("Say what was to be decided."), "question")
    if not choice:
        raise Refused("required", _("Say what was decided."), "choice")
    offered = list(dict.fromkeys(one.strip() for one in options if one.strip()))
    if len(offered) > MOST_OPTIONS:
        raise Refused("too_many", _("Name at most 12 options."), "options")
    if offered and choice not in offered:
        offered.append(choice)
    grade = row.effective_grade
    if level is None and grade is not None and is_decision_level(call["by"], grade):
        level = grade.decision_role
    when = claimed(call, not_before=row.occurred_at)
    payload = {
        "question": question,
        "options": offered,
        "rationale": rationale,
        "level": level.code if level else "",
    }
    written(row, "decision", when=when, call=call, text=choice, payload=payload)
    decision = Decision.objects.create(
        incident=row,
        question=question[:300],
        options=offered,
        choice=choice[:300],
        rationale=rationale,
        level=level,
        at=when.at,
        recorded_at=when.recorded_at,
        by=call["by"],
    )
    incident.__dict__.update(row.__dict__)
    return decision
