"""What happened in a drill, as plain JSON: for its after-action report, frozen when submitted.

Instants are ISO strings in UTC, durations whole seconds, money and points decimal strings. Words
of people stay as they were written; names of the register come in both languages; words of the
platform are codes. A constant number of queries, whatever the length of the drill.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Organisation
from drills.fact_outcome import (
    attendance_facts,
    chronology_facts,
    finding_facts,
    hot_wash_facts,
    measured_facts,
    observation_facts,
    self_evaluated,
)
from drills.fact_script import (
    criterion_facts,
    expectation_facts,
    inject_facts,
    objective_facts,
)
from drills.models import Drill
from drills.services.results import lines_of
from incidents.fact_timeline import timeline_facts
from incidents.fact_values import iso, money, names, seconds
from incidents.facts import clock_facts
from incidents.models import Impact

Json = dict[str, Any]


def facts_of(drill: Drill, at: datetime) -> Json:
    """Everything, as it stands at `at`."""
    lines = lines_of(drill, at)
    return {
        "at": iso(at),
        **head_facts(drill),
        "score": score_facts(drill),
        "objectives": objective_facts(drill, lines),
        "criteria": criterion_facts(drill, lines),
        "injects": inject_facts(drill),
        "expectations": expectation_facts(drill),
        "pauses": pause_facts(drill),
        "measured": measured_facts(drill),
        "attendance": attendance_facts(drill),
        "observations": observation_facts(drill),
        "hot_wash": hot_wash_facts(drill),
        "findings": finding_facts(drill),
        "chronology": chronology_facts(drill),
        **incident_facts(drill),
    }


def head_facts(drill: Drill) -> Json:
    version = drill.plan_version
    return {
        "code": drill.code,
        "title": drill.title,
        "type": drill.type,
        "subtype": drill.subtype,
        "status": drill.status,
        "no_notice": drill.no_notice,
        "timezone": drill.timezone,
        "place": drill.place,
        "purpose": drill.purpose,
        "speed": drill.speed,
        "scenario": None
        if drill.scenario is None
        else {"code": drill.scenario.code, **names(drill.scenario)},
        "policy": None
        if drill.policy is None
        else {"code": drill.policy.code, **names(drill.policy)},
        "processes": [
            {"code": one.code, **names(one), "core": one.critical}
            for one in drill.processes.order_by("code")
        ],
        "systems": [{"code": one.code, **names(one)} for one in drill.systems.order_by("code")],
        "plan": None
        if version is None
        else {"code": version.plan.code, **names(version.plan), "version": version.number},
        "tests_draft": drill.tests_draft,
        "lead_controller": drill.lead_controller.name if drill.lead_controller else "",
        "lead_evaluator": drill.lead_evaluator.name if drill.lead_evaluator else "",
        "self_evaluated": self_evaluated(drill),
        "planned_start": iso(drill.planned_start),
        "planned_end": iso(drill.planned_end),
        "started_at": iso(drill.started_at),
        "ended_at": iso(drill.ended_at),
        "evaluated_at": iso(drill.evaluated_at),
        "ran_s": ran_s(drill),
        "paused_s": drill.paused_s,
        "ended_early": drill.ended_early,
        "incident": drill.incident.number if drill.incident else "",
        "real_incident": drill.real_incident.number if drill.real_incident else "",
        "currency": Organisation.current().currency,
        "cost_planned": money(drill.cost_planned),
        "cost_actual": money(drill.cost_actual),
        "complaints": drill.complaints,
        "loss": money(drill.loss),
    }


def ran_s(drill: Drill) -> int | None:
    """From the start to the end, pauses left out; None while it runs or never ran."""
    if drill.started_at is None or drill.ended_at is None:
        return None
    return max(0, seconds(drill.started_at, drill.ended_at) - drill.paused_s)


def score_facts(drill: Drill) -> Json:
    """As `drills.domain.scoring` answered; {} where the drill has no criteria."""
    return dict(drill.outcome) | {"verdict": drill.verdict}


def pause_facts(drill: Drill) -> list[Json]:
    return [
        {
            "began_at": iso(one.began_at),
            "ended_at": iso(one.ended_at),
            "reason": one.reason,
            "real_event": one.real_event,
        }
        for one in drill.pauses.order_by("began_at", "pk")
    ]


def incident_facts(drill: Drill) -> Json:
    """Clocks and course of the incident the drill ran on; [] and None for a tabletop."""
    incident = drill.incident
    if incident is None:
        return {"clocks": [], "incident_timeline": None}
    impacts = list(
        Impact.objects.filter(incident=incident).select_related("process").order_by("start_at")
    )
    return {
        "clocks": clock_facts(incident, impacts),
        "incident_timeline": timeline_facts(incident),
    }
