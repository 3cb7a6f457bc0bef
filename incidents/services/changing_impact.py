"""An impact changed field by field: the API's PATCH as the verbs it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import Impact, Incident
from incidents.services import incidents as verbs
from incidents.services.step import locked
from lib.errors import Problem, Refused, StaleVersion

# What changes from an instant on; what data were lost; what it cost in the end; slips of instants.
FELT = ("degradation_percent", "workaround_percent", "regions", "kind", "level")
DATA = ("last_good_data_at", "no_data_lost", "data_loss_note")
OUTCOME = ("actual_loss", "actual_loss_unknown", "complaints")
NONE = Decimal(0)


@transaction.atomic
def change_impact_fields(
    incident: Incident,
    impact: Impact,
    values: Mapping[str, Any],
    *,
    read_version: int,
    is_dated: bool = False,
    **call: Unpack[Call],
) -> Impact:
    """What does not differ is left. `is_dated`: the caller named `at`.

    Raises what the verbs raise, and StaleVersion.
    """
    from incidents.services.outcomes import record_outcome

    locked(incident)
    one = Impact.objects.select_for_update(of=("self",)).select_related("process").get(pk=impact.pk)
    if one.version != read_version:
        raise StaleVersion(one, read_version)
    reason = str(values.get("reason") or "")
    new = {
        name: value for name, value in values.items()
        if name != "reason" and _differs(getattr(one, name), value)
    }  # fmt: skip
    if "start_at" in new:
        start = new.pop("start_at")
        verbs.correct_impact(incident, one, start_at=start, reason=reason, **call)
    _felt(incident, one, _part(new, FELT), new, call, is_dated=is_dated)
    if "end_at" in new:
        _ended(incident, one, new["end_at"], reason, call)
    if _part(new, DATA):
        one.refresh_from_db()
        verbs.set_last_good_data(incident, one, **_whole(one, new, DATA), **call)
    if _part(new, OUTCOME):
        one.refresh_from_db()
        record_outcome(incident, one, **_whole(one, new, OUTCOME), **call)
    return one


def _felt(
    incident: Incident,
    one: Impact,
    felt: dict[str, Any],
    new: Mapping[str, Any],
    call: Call,
    *,
    is_dated: bool,
) -> None:
    """What is lost and what a workaround carries, each from its own instant on."""
    carried = felt.pop("workaround_percent", None)
    if "degradation_percent" in felt and not one.confirmed and not is_dated:
        # All of it was assumed; the first word on it tells how it has been from the beginning.
        lost = felt.pop("degradation_percent")
        first: Call = {**call, "at": one.start_at}
        verbs.change_impact(incident, one, degradation_percent=lost, **first)
        verbs.confirm_impact(incident, one, **call)
    if felt:
        verbs.change_impact(incident, one, **felt, **call)
    if "workaround_started_at" in new:
        _bridged_since(incident, one, new["workaround_started_at"], carried, call)
    elif carried is not None:
        verbs.change_impact(incident, one, workaround_percent=carried, **call)


def _bridged_since(
    incident: Incident, one: Impact, since: datetime | None, carried: Decimal | None, call: Call
) -> None:
    """The workaround runs since then; the other beginning that was told falls."""
    share = one.workaround_percent if carried is None else carried
    if since is None or share == NONE:
        words = _("Say how much of the capacity the workaround carries; 0 takes it back.")
        raise Refused("required", words, "workaround_percent")
    told = one.workaround_started_at
    if told is not None and since > told:
        before: Call = {**call, "at": told}
        verbs.change_impact(incident, one, workaround_percent=NONE, **before)
    then: Call = {**call, "at": since}
    try:
        verbs.change_impact(incident, one, workaround_percent=share, **then)
    except Refused as refusal:
        raise _at("workaround_started_at", refusal) from refusal


def _ended(
    incident: Incident, one: Impact, end_at: datetime | None, reason: str, call: Call
) -> None:
    if end_at is None:
        words = _("It has ended; where it fails again, say that the verification failed.")
        raise Refused("null", words, "end_at")
    if one.end_at is not None:
        verbs.correct_impact(incident, one, end_at=end_at, reason=reason, **call)
        return
    then: Call = {**call, "at": end_at}
    try:
        verbs.end_impact(incident, one, **then)
    except Refused as refusal:
        raise _at("end_at", refusal) from refusal


def _at(field: str, refusal: Refused) -> Refused:
    """What a verb says of its `at`, at the field the caller named it by."""
    return Refused.many(
        [
            Problem(one.code, one.message, field if one.field == "at" else one.field)
            for one in refusal.problems
        ]
    )


def _differs(current: Any, value: Any) -> bool:
    if isinstance(current, datetime) and isinstance(value, datetime):
        # What was read is sent back with microseconds or without them.
        return abs((current - value).total_seconds()) >= 1
    return bool(current != value)


def _part(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _whole(one: Impact, values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """These verbs take all their fields; one that is set to a value takes its rival back."""
    found = {name: values.get(name, getattr(one, name)) for name in names}
    if values.get("actual_loss") is not None and "actual_loss_unknown" not in values:
        found["actual_loss_unknown"] = False
    if values.get("actual_loss_unknown") and "actual_loss" not in values:
        found["actual_loss"] = None
    if values.get("no_data_lost"):
        rivals = {"last_good_data_at": None, "data_loss_note": ""}
        found |= {name: rival for name, rival in rivals.items() if name not in values}
    elif "no_data_lost" not in values and (
        values.get("last_good_data_at") is not None or values.get("data_loss_note")
    ):
        found["no_data_lost"] = False
    return found
