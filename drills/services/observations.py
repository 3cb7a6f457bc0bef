"""What evaluators and others saw: a strength, an area to improve, or neither (DRL-11)."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.models import (
    LIVE,
    Criterion,
    Drill,
    DrillStatus,
    Expectation,
    Observation,
    ObservationKind,
)
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, written
from followup.services.verb import Call
from lib.errors import Refused

MOST_TEXT = 5_000


@transaction.atomic
def observe(
    drill: Drill,
    *,
    kind: str,
    text: str,
    key: str = "",
    expectation: Expectation | None = None,
    criterion: Criterion | None = None,
    **call: Unpack[Call],
) -> Observation:
    """Write down what was seen at `at`. The same `key` of the same person again is the same
    observation, however often a phone sends it. Raises Refused, GuardsUnmet."""
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    key = key.strip()[:64]
    if key:
        known = Observation.objects.filter(drill=row, by=call["by"], key=key).first()
        if known is not None:
            return known
    require_status(row, *LIVE, DrillStatus.DEBRIEF.value)
    text = text.strip()
    if not text:
        raise Refused("required", _("Write what you saw."), "text")
    if len(text) > MOST_TEXT:
        raise Refused("too_long", _("Write at most 5,000 characters."), "text")
    if kind not in ObservationKind.values:
        raise Refused("not_a_kind", _("A strength, an area to improve, or an observation."), "kind")
    for name, one in (("expectation", expectation), ("criterion", criterion)):
        if one is not None and one.script.drill_id != row.pk:
            raise Refused("not_here", _("This belongs to another script."), name)
    when = claimed(call, not_before=row.started_at)
    observation = Observation.objects.create(
        drill=row, kind=kind, text=text, at=when.at, recorded_at=when.recorded_at, by=call["by"],
        expectation=expectation, criterion=criterion, key=key,
    )  # fmt: skip
    payload = {"observation": observation.pk, "kind": kind}
    if expectation is not None:
        payload["expectation"] = expectation.key
    written(row, "observed", when=when, call=call, payload=payload, text=text)
    return observation
