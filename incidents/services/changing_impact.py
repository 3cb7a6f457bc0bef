"""An impact changed field by field: the API's PATCH as the verbs it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from django.db import transaction

from incidents.models import Impact, Incident
from incidents.services import incidents as verbs
from incidents.services.step import Call, locked
from lib.errors import StaleVersion

# What changes from an instant on; what data were lost; what it cost in the end; slips of instants.
FELT = ("degradation_percent", "workaround_percent", "regions", "kind", "level")
DATA = ("last_good_data_at", "no_data_lost", "data_loss_note")
OUTCOME = ("actual_loss", "actual_loss_unknown", "complaints")
INSTANTS = ("start_at", "end_at")


@transaction.atomic
def change_impact_fields(
    incident: Incident,
    impact: Impact,
    values: Mapping[str, Any],
    *,
    read_version: int,
    **call: Unpack[Call],
) -> Impact:
    """What does not differ is left. Raises what the verbs raise, and StaleVersion."""
    from incidents.services.outcomes import record_outcome

    locked(incident)
    one = Impact.objects.select_for_update(of=("self",)).select_related("process").get(pk=impact.pk)
    if one.version != read_version:
        raise StaleVersion(one, read_version)
    reason = str(values.get("reason") or "")
    new = {
        name: value for name, value in values.items()
        if name != "reason" and getattr(one, name) != value
    }  # fmt: skip
    if felt := _part(new, FELT):
        verbs.change_impact(incident, one, **felt, **call)
    if instants := _part(new, INSTANTS):
        verbs.correct_impact(incident, one, reason=reason, **instants, **call)
    if _part(new, DATA):
        one.refresh_from_db()
        verbs.set_last_good_data(incident, one, **_whole(one, new, DATA), **call)
    if _part(new, OUTCOME):
        one.refresh_from_db()
        record_outcome(incident, one, **_whole(one, new, OUTCOME), **call)
    return one


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
