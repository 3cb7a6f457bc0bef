"""Facts of a drill as rows of a page or a report, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills import event_words
from drills.models import (
    CriterionGroup,
    DrillType,
    ExpectationResult,
    InjectChannel,
    InjectStatus,
    Level,
    ParticipantRole,
    ResultSource,
)
from drills.rule_words import figures
from incidents import clock_lines
from lib.language import in_language, listed

Facts = Mapping[str, Any]
Row = dict[str, Any]


def at(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def name(row: Facts | None) -> str:
    return "" if row is None else in_language(row["name_en"], row["name_zh"])


def text(row: Facts, field: str = "text") -> str:
    return in_language(row[f"{field}_en"], row[f"{field}_zh"])


def label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def head(facts: Facts) -> list[tuple[str, Any]]:
    """(label, words or instant); what is not there is left out."""
    plan, real = facts["plan"], facts["real_incident"]
    words = _("%(plan)s, version %(version)s")
    rows: list[tuple[str, Any]] = [
        (_("Type"), label(DrillType, facts["type"])),
        (pgettext("drill", "Scenario"), name(facts["scenario"])),
        (_("Processes"), listed(name(one) for one in facts["processes"])),
        (_("Systems"), listed(name(one) for one in facts["systems"])),
        (_("Plan"), words % {"plan": name(plan), "version": plan["version"]} if plan else ""),
        (_("Place"), facts["place"]),
        (_("Lead controller"), facts["lead_controller"]),
        (_("Lead evaluator"), facts["lead_evaluator"]),
        (_("Planned start"), at(facts["planned_start"])),
        (_("Started"), at(facts["started_at"])),
        (_("Ended"), at(facts["ended_at"])),
        (_("Incident of the drill"), facts["incident"]),
        (_("Real event"), real),
    ]
    return [(one, value) for one, value in rows if value not in ("", None)]


def objectives(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "text": text(one),
            "level_words": label(Level, one["level"]) if one["level"] else "",
        }
        for one in facts["objectives"]
    ]


def criteria(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "text": text(one),
            "group_words": label(CriterionGroup, one["group"]),
            "level_words": label(Level, one["level"]) if one["level"] else "",
            "source_words": label(ResultSource, one["source"]) if one["source"] else "",
            "figures": figures(one["rule"], one["figures"]),
            "ratings": [
                {**rating, "level_words": label(Level, rating["level"])}
                for rating in one["ratings"]
            ],
        }
        for one in facts["criteria"]
    ]


def injects(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "title": text(one, "title"),
            "status_words": label(InjectStatus, one["status"]),
            "channel_words": label(InjectChannel, one["channel"]),
            "delivered_at": at(one["delivered_at"]),
        }
        for one in facts["injects"]
    ]


def expectations(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "text": text(one),
            "result_words": label(ExpectationResult, one["result"]),
            "observed_at": at(one["observed_at"]),
        }
        for one in facts["expectations"]
        if one["inject_status"] == "delivered"
    ]


def clocks(facts: Facts) -> list[Row]:
    processes = {one["code"]: name(one) for one in facts["processes"]}
    return [
        {
            "name": str(clock_lines.WORDS.get(one["kind"], one["kind"])),
            "of": processes.get(one["process"] or "", one["process"] or ""),
            "limit_s": one["limit_s"],
            "actual_s": one["actual_s"],
            "late_s": one["late_s"],
            "breached": one["breached"],
            "status": "clock_met" if one["state"] == "met" else one["state"],
        }
        for one in facts["clocks"]
        if one["kind"] in clock_lines.WORDS
    ]


def measured(facts: Facts) -> list[Row]:
    return [{**one, "name": name(one)} for one in facts["measured"]]


def people(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "role_words": label(ParticipantRole, one["role"]),
            "department_name": name(one["department"]),
            "present_from": at(one["present_from"]),
            "present_to": at(one["present_to"]),
        }
        for one in facts["attendance"]["people"]
    ]


def entries(facts: Facts) -> list[Row]:
    """The drill's own chronology and, of a drill that ran on the screens of an incident, that of
    the incident, in the order in which things happened."""
    from incidents import event_words as incident_words
    from incidents.timeline_facts import facts_of as said

    found = [
        {
            "at": at(one["at"]),
            "title": event_words.title_of(one["type"]),
            "who": one["actor"],
            "text": one["text"],
            "facts": event_words.facts_of(one["type"], one["payload"]),
            "late_s": one["late_s"],
            "of_incident": False,
        }
        for one in facts["chronology"]["entries"]
    ]
    other = facts["incident_timeline"]
    for one in other["entries"] if other else ():
        if one["visibility"] != "all":
            continue
        found.append(
            {
                "at": at(one["at"]),
                "title": incident_words.title_of(one["type"]),
                "who": one["actor"],
                "text": one["text"],
                "facts": said(one["type"], one["payload"]),
                "late_s": one["late_s"],
                "of_incident": True,
            }
        )
    return sorted(found, key=lambda one: one["at"])
