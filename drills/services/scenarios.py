"""Verbs on the library of scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import Scenario
from bia.services.register import RESERVED, add, edit, reserved_code
from drills.models import Drill, DrillScenario
from drills.services.rights import rights_of
from drills.services.scripting import LIBRARY, copy_script, script_of
from followup.services.numbers import next_number
from lib.errors import GuardsUnmet, Refused

SERIES = "SCE"
LINKS = frozenset({"processes", "systems", "sites"})
TAKEN_OVER = (
    *("hazard", "trigger_en", "trigger_zh", "narrative_en", "narrative_zh", "questions"),
    *("types", "duration_s", "source"),
)


@transaction.atomic
def create_scenario(
    *,
    by: User,
    at: datetime,
    code: str = "",
    what_if: Scenario | None = None,
    **fields: Any,
) -> DrillScenario:
    """Without a code it gets the next number, SCE-2026-0001. One that comes from a kept what-if
    question remembers it. Raises PermissionDenied, Refused at the field."""
    require(by, LIBRARY)
    values, links = _apart(_checked(fields))
    values["code"] = code or next_number(SERIES, at=at)
    values["what_if"] = what_if.code if what_if is not None else ""
    row = add(DrillScenario, permission=LIBRARY, by=by, fields=values, links=links)
    script_of(row)
    return row


@transaction.atomic
def change_scenario(
    scenario: DrillScenario, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Drills that were made from it keep what they copied."""
    values, links = _apart(_checked(fields))
    return edit(
        scenario, permission=LIBRARY, by=by, read_version=read_version, fields=values, links=links
    )


@transaction.atomic
def copy_scenario(
    scenario: DrillScenario,
    *,
    by: User,
    at: datetime,
    code: str = "",
    name_en: str = "",
    name_zh: str = "",
) -> DrillScenario:
    """A scenario of one's own out of one that is there, script and all."""
    require(by, LIBRARY)
    values = {name: getattr(scenario, name) for name in TAKEN_OVER}
    values |= {name: list(getattr(scenario, name).all()) for name in LINKS}
    values |= {"name_en": name_en or _again(scenario.name_en, "copy"),
               "name_zh": name_zh or _again(scenario.name_zh, "副本")}  # fmt: skip
    row = create_scenario(by=by, at=at, code=code, **values)
    copy_script(scenario, row, by=by, at=at)
    return row


@transaction.atomic
def keep_as_scenario(
    drill: Drill,
    *,
    by: User,
    at: datetime,
    name_en: str,
    name_zh: str,
    hazard: str,
    code: str = "",
) -> DrillScenario:
    """What was written for one drill, into the library: its script without its course."""
    require(by, LIBRARY)
    if not rights_of(drill, by).may("see_script"):
        raise GuardsUnmet.one("script_is_secret", _("You take part in this drill."))
    row = create_scenario(
        by=by, at=at, code=code, name_en=name_en, name_zh=name_zh, hazard=hazard,
        types=[drill.type], processes=list(drill.processes.all()),
        systems=list(drill.systems.all()), source=drill.code,
        duration_s=int((drill.planned_end - drill.planned_start).total_seconds()),
    )  # fmt: skip
    copy_script(drill, row, by=by, at=at)
    return row


@transaction.atomic
def delete_scenario(scenario: DrillScenario, *, by: User, at: datetime) -> None:
    """One that was never drilled; others are put aside by `is_active`. Raises GuardsUnmet."""
    require(by, LIBRARY, scenario)
    row = DrillScenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if row.template:
        words = _("This scenario ships with the platform. Put it aside instead of deleting it.")
        raise GuardsUnmet.one("shipped", words)
    if row.drills.exists():
        words = _("Drills were made from this scenario. Put it aside instead of deleting it.")
        raise GuardsUnmet.one("in_use", words)
    row.delete()


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(fields)
    if given.get("code") in RESERVED:
        raise reserved_code()
    if "questions" in given:
        given["questions"] = _questions(given["questions"])
    return given


def _questions(rows: Any) -> list[dict[str, str]]:
    """[{"en", "zh"}], empty ones left out. Raises Refused at `questions`."""
    found = []
    for row in rows if isinstance(rows, list) else [None]:
        if not isinstance(row, dict) or not all(isinstance(one, str) for one in row.values()):
            raise Refused("invalid", _("A question has a text in English or Chinese."), "questions")
        both = {name: row.get(name, "").strip() for name in ("en", "zh")}
        if any(both.values()):
            found.append(both)
    return found


def _apart(fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Iterable[Any]]]:
    links = {name: fields.pop(name) for name in LINKS & fields.keys()}
    return fields, links


def _again(name: str, word: str) -> str:
    return f"{name[:190]} ({word})" if word.isascii() else f"{name[:190]}（{word}）"
