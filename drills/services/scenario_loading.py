"""Scenarios an installation starts with (T16): `drills/catalog/scenarios/*.yaml`.

A file holds, in both languages, what happens, what the drill is to answer, objectives, criteria
(`take`: one of the template "source"), and the injects with what is expected after them. Numbers
are given in the order of the file: O1, C1, 1, 1.1; `of` names an objective, `for` a criterion.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from drills.domain.script_rules import made_of
from drills.models import Criterion, DrillScenario, Expectation, Inject, Objective, Script
from drills.services.criteria_templates import USUAL, template
from drills.services.scenario_files import pair, read, shipped
from drills.services.scripting import empty_script, script_of

NAMED = ("name", "trigger", "narrative")


def load_scenarios(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Adds those that are missing; `reset` writes the files over those that are there."""
    known = {one.template: one for one in DrillScenario.objects.exclude(template="")}
    taken = set(DrillScenario.objects.values_list("code", flat=True))
    for code in shipped():
        scenario = known.get(code)
        if scenario is not None and not reset:
            continue
        if scenario is None and code in taken:
            continue  # somebody gave this code to a scenario of their own
        _write(scenario or DrillScenario(code=code, template=code), read(f"scenarios/{code}"))


def _write(scenario: DrillScenario, row: dict[str, Any]) -> None:
    for name in NAMED:
        for column, text in pair(name, row[name]).items():
            setattr(scenario, column, unfolded(text, "" if column.endswith("_zh") else " "))
    scenario.hazard = row["hazard"]
    scenario.types = row["types"]
    scenario.duration_s = row["minutes"] * 60
    scenario.questions = row["questions"]
    scenario.source = row.get("source", "")
    if scenario.pk is None:
        scenario.save(force_insert=True)
        script = Script.objects.create(scenario=scenario)
    else:
        scenario.version += 1
        scenario.save()
        script = script_of(scenario)
        empty_script(script)
    write_script(script, row)


def unfolded(text: str, between: str) -> str:
    """Lines of the file joined to paragraphs; a blank line begins the next one."""
    return "\n\n".join(between.join(one.split("\n")) for one in text.split("\n\n"))


def write_script(script: Script, row: dict[str, Any]) -> None:
    """The script as the file has it; a constant number of statements."""
    objectives = Objective.objects.bulk_create(
        Objective(script=script, key=f"O{n}", position=n, **pair("text", one))
        for n, one in enumerate(row["objectives"], start=1)
    )
    usual = {one.key: one for one in template(USUAL).criteria}
    criteria = Criterion.objects.bulk_create(
        Criterion(
            script=script, key=f"C{n}", position=n, objective=objectives[one["of"] - 1],
            **_criterion(one, usual),
        )
        for n, one in enumerate(row["criteria"], start=1)
    )  # fmt: skip
    injects = Inject.objects.bulk_create(
        Inject(script=script, key=str(n), position=n, **_inject(one))
        for n, one in enumerate(row["injects"], start=1)
    )
    expected = [
        (inject, place, one)
        for inject, source in zip(injects, row["injects"], strict=True)
        for place, one in enumerate(source.get("expect", ()), start=1)
    ]
    Expectation.objects.bulk_create(
        Expectation(
            script=script, inject=inject, key=f"{inject.key}.{place}", position=n,
            criterion=criteria[one["for"] - 1] if "for" in one else None,
            role=one.get("role", ""), group=one.get("group", ""), needs=one.get("needs", "all"),
            due_after_s=one["within"] * 60 if "within" in one else None,
            **pair("text", one["text"]),
        )
        for n, (inject, place, one) in enumerate(expected, start=1)
    )  # fmt: skip
    script.criteria_template = USUAL
    script.version += 1
    script.save()


def _criterion(row: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    if "take" in row:
        values: dict[str, Any] = usual[row["take"]].values()
        return values
    return {"group": row["group"], "rule": row.get("rule", "")} | pair("text", row["text"])


def _inject(row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "offset_s": row["at"] * 60,
        "scenario_time": row.get("time", ""),
        "channel": row.get("by", "verbal"),
        "to_roles": row.get("to", []),
        "mode": row.get("mode", "manual"),
    }
    for join in ("all", "any"):
        if join in row.get("if", {}):
            terms = [(str(key), str(state)) for key, state in row["if"][join]]
            values["condition"] = made_of(join, terms)
    for name in ("title", "body", "note"):
        values |= pair(name, row.get(name))
    return values
