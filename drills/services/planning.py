"""Planning a drill: made, changed, made again (RESP §4.2)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, Person
from bia.services.publishing import publish_row
from drills.domain.states import AFTER, BEFORE, READY
from drills.models import (
    Drill,
    DrillScenario,
    DrillSlot,
    DrillType,
    Participant,
    ParticipantRole,
)
from drills.services.changeable import (
    AFTERWARDS,
    DETAILS,
    LINKS,
    MATTERS,
    WHILE_LIVE,
    may_still,
)
from drills.services.rights import require_right, rights_of
from drills.services.scripting import copy_script, script_of
from drills.services.step import claimed, locked, written
from followup.services.numbers import next_number
from followup.services.verb import Call, require_version
from lib.errors import Problem, Refused
from lib.versioning import change as change_row
from lib.versioning import create as create_row


@transaction.atomic
def create(
    *,
    title: str = "",
    type: str,
    planned_start: datetime,
    planned_end: datetime,
    scenario: DrillScenario | None = None,
    slot: DrillSlot | None = None,
    **values: Any,
) -> Drill:
    """A planned drill with a copy of its scenario's script. Besides those named it takes DETAILS,
    LINKS and a Call.

    What the scenario and the slot are about is taken over where `processes` and `systems` are not
    given. Both leads become participants. Raises PermissionDenied, Refused at the field.
    """
    call, values = _call_in(values)
    by = call["by"]
    require(by, "drill.change")
    when = claimed(call)
    links = {name: list(values.pop(name)) for name in LINKS & values.keys()}
    details = values | {
        "title": " ".join(title.split()) or _title_of(scenario),
        "type": type,
        "planned_start": planned_start,
        "planned_end": planned_end,
        "scenario": scenario,
        "slot": slot,
    }
    _check(details)
    details.setdefault("timezone", Organisation.current().timezone)
    if slot is not None:
        details["policy"] = details.get("policy") or slot.policy
    row = create_row(Drill, code=next_number("DRL", at=when.recorded_at), created_by=by, **details)
    _link(row, _taken_over(scenario, slot) | links)
    if scenario is not None:
        copy_script(scenario, row, by=by, at=when.at)
    else:
        script_of(row)
    _leads_take_part(row)
    written(row, "planned", when=when, call=call, payload=_payload(row))
    publish_row("drill.planned", row, at=when.recorded_at)
    return row


@transaction.atomic
def change(
    drill: Drill, values: Mapping[str, Any], *, read_version: int | None, **call: Unpack[Call]
) -> Drill:
    """`values` by the names of DETAILS and LINKS; what does not differ is left.

    A drill that was ready is in preparation again where it matters; whoever was invited is asked
    again when the day moves. A scenario can be named while the script is still empty. Raises
    PermissionDenied, StaleVersion, Refused at the field, GuardsUnmet when the drill has gone too
    far for it.
    """
    from drills.services.calling_off import moved

    row = locked(drill)
    require_right(row, call["by"], "change")
    require_version(row, read_version)
    when = claimed(call)
    new = {name: value for name, value in values.items() if _differs(row, name, value)}
    unknown = [name for name in values if name not in DETAILS | LINKS]
    if unknown:
        raise Refused.many([Problem("unknown", _("There is no such field."), n) for n in unknown])
    may_still(row, set(new))
    if not new:
        return row
    links = {name: list(new[name]) for name in LINKS & new.keys()}
    details = {name: value for name, value in new.items() if name in DETAILS}
    before = {"planned_start": row.planned_start, "planned_end": row.planned_end}
    kept = ("slot", "policy", "type", *(("speed",) if "type" in details else ()))
    _check({name: getattr(row, name) for name in kept} | details)
    if "scenario" in details and details["scenario"] is not None:
        copy_script(details["scenario"], row, by=call["by"], at=when.at)
    if "planned_end" in details:
        details["asked_at"] = None
    change_row(row, read_version=None, **details)
    _link(row, links)
    _leads_take_part(row)
    written(row, "changed", when=when, call=call, payload={"fields": sorted(new)})
    if before.keys() & new.keys():
        moved(row, before, when=when, call=call)
    if row.status == READY and MATTERS & new.keys():
        from drills.services.preparing import back_to_preparing

        back_to_preparing(row, when=when, call=call, text=str(_("The drill was changed.")))
    return row


@transaction.atomic
def clone(
    drill: Drill,
    *,
    planned_start: datetime,
    planned_end: datetime | None = None,
    title: str = "",
    **call: Unpack[Call],
) -> Drill:
    """Run it again: a new drill with the script, the people and the settings of this one. Nothing
    of its course is copied; who took part is asked again. It is as long where no end is given."""
    require(call["by"], "drill.change")
    if not rights_of(drill, call["by"]).may("see_script"):
        raise PermissionDenied("drill.see_script")
    source = locked(drill)
    when = claimed(call)
    ends = planned_end or planned_start + (source.planned_end - source.planned_start)
    kept = DETAILS - {
        *("slot", "planned_start", "planned_end", "title", "cost_actual", "complaints", "loss")
    }
    details = {name: getattr(source, name) for name in kept} | {
        "title": " ".join(title.split()) or source.title,
        "planned_start": planned_start,
        "planned_end": ends,
    }
    _check(details)
    row = create_row(
        Drill, code=next_number("DRL", at=when.recorded_at), created_by=call["by"],
        cloned_from=source, **details,
    )  # fmt: skip
    _link(row, {name: list(getattr(source, name).all()) for name in LINKS})
    copy_script(source, row, by=call["by"], at=when.at)
    Participant.objects.bulk_create(
        Participant(
            drill=row, person=one.person, role=one.role, response_role=one.response_role,
            key_person=one.key_person,
        )
        for one in source.participants.filter(person__is_active=True).select_related("person")
    )  # fmt: skip
    _leads_take_part(row)
    payload = _payload(row) | {"cloned_from": source.code}
    written(row, "planned", when=when, call=call, payload=payload)
    publish_row("drill.planned", row, at=when.recorded_at)
    return row


def _call_in(values: dict[str, Any]) -> tuple[Call, dict[str, Any]]:
    """What is the call's and what is the drill's. Raises TypeError for anything else."""
    own = {name: values[name] for name in ("by", "at", "recorded_at", "via") if name in values}
    rest = {name: value for name, value in values.items() if name not in own}
    unknown = rest.keys() - DETAILS - LINKS
    if unknown:
        raise TypeError(f"create() got unexpected {sorted(unknown)}")
    return own, rest  # type: ignore[return-value]


def _title_of(scenario: DrillScenario | None) -> str:
    return scenario.name if scenario is not None else ""


def _check(details: Mapping[str, Any]) -> None:
    problems: list[Problem] = []
    if details.get("type") not in (DrillType.TABLETOP, DrillType.FUNCTIONAL, DrillType.FULL):
        problems.append(Problem("invalid_choice", _("There is no such choice."), "type"))
    if details.get("speed", 1) != 1 and details.get("type") != DrillType.TABLETOP:
        words = _("Only a tabletop exercise can run faster: here real work takes its time.")
        problems.append(Problem("not_a_tabletop", words, "speed"))
    zone = details.get("timezone")
    if zone and zone not in zoneinfo.available_timezones():
        problems.append(Problem("no_zone", _("There is no such time zone."), "timezone"))
    starts, ends = details.get("planned_start"), details.get("planned_end")
    if starts is not None and ends is not None and ends <= starts:
        words = _("It must end after it begins.")
        problems.append(Problem("ends_before", words, "planned_end"))
    slot, policy = details.get("slot"), details.get("policy")
    if slot is not None and policy is not None and slot.policy_id != policy.pk:
        words = _("This slot is one of another drill policy.")
        problems.append(Problem("other_policy", words, "slot"))
    if problems:
        raise Refused.many(problems)


def _taken_over(scenario: DrillScenario | None, slot: DrillSlot | None) -> dict[str, list[Any]]:
    processes = list(scenario.processes.all()) if scenario is not None else []
    systems = list(scenario.systems.all()) if scenario is not None else []
    if slot is not None and slot.process is not None and slot.process not in processes:
        processes.append(slot.process)
    if slot is not None and slot.system is not None and slot.system not in systems:
        systems.append(slot.system)
    return {"processes": processes, "systems": systems}


def _link(row: Drill, links: Mapping[str, Iterable[Any]]) -> None:
    for name, rows in links.items():
        getattr(row, name).set(rows)


def _leads_take_part(row: Drill) -> None:
    """Who leads is one of those who are invited, counted and told; not who takes over when it is
    over: they were never asked to come."""
    if row.status in AFTER:
        return
    for person, role in (
        (row.lead_controller, ParticipantRole.CONTROLLER.value),
        (row.lead_evaluator, ParticipantRole.EVALUATOR.value),
    ):
        if isinstance(person, Person):
            Participant.objects.get_or_create(drill=row, person=person, role=role)


def _differs(row: Drill, name: str, value: Any) -> bool:
    if name in LINKS:
        return {one.pk for one in value} != {one.pk for one in getattr(row, name).all()}
    return bool(getattr(row, name, None) != value)


def _payload(row: Drill) -> dict[str, Any]:
    return {
        "title": row.title,
        "type": row.type,
        "planned_start": row.planned_start.isoformat(),
        "planned_end": row.planned_end.isoformat(),
        "scenario": row.scenario.code if row.scenario is not None else "",
        "slot": row.slot.code if row.slot is not None else "",
    }


__all__ = ["AFTERWARDS", "BEFORE", "DETAILS", "LINKS", "WHILE_LIVE", "change", "clone", "create"]
