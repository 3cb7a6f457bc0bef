"""What players were expected to do, as evaluators saw it (DRL-10)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.domain.conditions import together
from drills.models import (
    LIVE,
    Drill,
    DrillEntry,
    DrillStatus,
    Expectation,
    ExpectationResult,
    InjectStatus,
)
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, written
from followup.services.verb import Call
from lib.claimed_time import claim
from lib.errors import GuardsUnmet, Refused

JUDGED = "expectation_judged"


@transaction.atomic
def judge(
    drill: Drill,
    *,
    expectation: Expectation,
    result: str,
    observed_at: datetime | None = None,
    comment: str | None = None,
    evidence: str | None = None,
    **call: Unpack[Call],
) -> Expectation:
    """Met, partly, not or na, seen at `observed_at` (None: when it is said). "open" takes it back.

    What is said last counts, by when it was said: a phone that was offline and sends an earlier
    judgement later changes nothing, and the timeline keeps it. `comment` and `evidence` None:
    left as they are.
    """
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    held = Expectation.objects.select_related("script", "inject").get(pk=expectation.pk)
    if held.script.drill_id != row.pk:
        raise Refused("not_here", _("This expectation belongs to another script."), "expectation")
    require_status(row, *LIVE, DrillStatus.DEBRIEF.value)
    if result not in ExpectationResult.values:
        raise Refused("not_a_result", _("Choose one of the results."), "result")
    if held.inject.status not in (InjectStatus.DELIVERED, InjectStatus.SKIPPED) and result in (
        "met", "partly", "not",
    ):  # fmt: skip
        words = _("Its inject was not delivered: nobody could do what is expected.")
        raise GuardsUnmet.one("not_delivered", words, "result")
    when = claimed(call, not_before=row.started_at)
    seen = when.at
    if observed_at is not None:
        seen = claim(observed_at, when.recorded_at).at
        if row.started_at is not None and seen < row.started_at:
            raise Refused("before_start", _("This lies before the drill began."), "observed_at")
    if _is_outdated(row, held, when.at):
        payload = _payload(held, held.result, result) | {"outdated": True}
        written(row, JUDGED, when=when, call=call, payload=payload, text=comment or "")
        return held
    values = {
        "result": result,
        "observed_at": None if result == ExpectationResult.OPEN else seen,
        "evaluator": None if result == ExpectationResult.OPEN else call["by"],
        "comment": held.comment if comment is None else comment.strip(),
        "evidence": held.evidence if evidence is None else evidence.strip()[:500],
    }
    # Said again without another time of its own, it was seen when it was seen.
    same = [name for name in values if name != "observed_at" or observed_at is not None]
    if all(getattr(held, name) == values[name] for name in same):
        return held
    before = held.result
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*values, "version", "updated_at"])
    payload = _payload(held, before, result)
    if held.is_late and held.due_at is not None and held.observed_at is not None:
        payload["overdue_s"] = int((held.observed_at - held.due_at).total_seconds())
    written(row, JUDGED, when=when, call=call, payload=payload, text=comment or "")
    return held


def _payload(held: Expectation, old: str, new: str) -> dict[str, object]:
    text = {"en": held.text_en[:200], "zh": held.text_zh[:200]}
    return {"expectation": held.key, "text": text, "old": old, "new": new}


def _is_outdated(row: Drill, held: Expectation, at: datetime) -> bool:
    said = DrillEntry.objects.filter(
        drill=row, type=JUDGED, payload__expectation=held.key, at__gt=at
    )
    return said.exists()


def results_of(drill: Drill) -> dict[str, str]:
    """Expectation key → what it has come to; those of a group have the result of their group."""
    rows = list(
        Expectation.objects.filter(script__drill=drill).values_list(
            "key", "inject_id", "group", "needs", "result"
        )
    )
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    needs: dict[tuple[int, str], str] = {}
    for _key, inject, group, wanted, result in rows:
        if group:
            groups[inject, group].append(result)
            needs.setdefault((inject, group), wanted)
    return {
        key: together(needs[inject, group], groups[inject, group]) if group else result
        for key, inject, group, _wanted, result in rows
    }
