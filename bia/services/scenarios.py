"""Verbs on what-if scenarios: the question is kept, never the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.analysis.what_if import Inputs, expand, sight_of
from bia.models import Scenario
from bia.services.register import RESERVED, reserved_code
from followup.services.numbers import next_number
from lib.errors import Problem, Refused
from lib.versioning import change, create

PERMISSION = "scenario.change"


def create_scenario(
    *, by: User, at: datetime, inputs: Mapping[str, Any], code: str = "", **fields: Any
) -> Scenario:
    """Without a code it gets the next number, SCN-2026-0001.

    Raises Refused at the field (`inputs.failed.0` for what is not in the register).
    """
    require(by, PERMISSION)
    kept = _checked(inputs, (), by, at)
    if code in RESERVED:
        raise reserved_code()
    with transaction.atomic():
        return create(
            Scenario,
            code=code or next_number("SCN", at=at),
            inputs=kept,
            created_by=by,
            **fields,
        )


def change_scenario(
    scenario: Scenario, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Raises StaleVersion, Refused, PermissionDenied."""
    require(by, PERMISSION)
    if fields.get("code", scenario.code) in RESERVED:
        raise reserved_code()
    if "inputs" in fields:
        fields["inputs"] = _checked(fields["inputs"], scenario.inputs.get("failed", ()), by, at)
    variant = fields.get("variant_of")
    if variant is not None and variant.pk == scenario.pk:
        message = _("A scenario is no variant of itself.")
        raise Refused("variant_of_itself", message, "variant_of")
    with transaction.atomic():
        return change(scenario, read_version=read_version, **fields)


def delete_scenario(scenario: Scenario, *, by: User, at: datetime) -> None:
    """What was its variant stands alone from then on."""
    require(by, PERMISSION)
    scenario.delete()


def _checked(inputs: Mapping[str, Any], known: Any, by: User, at: datetime) -> dict[str, Any]:
    """The question as it is kept. What stood in it before may stay, seen or not."""
    asked = Inputs.of(inputs)
    _state, sight = sight_of(by, at)
    problems = []
    for n, entry in enumerate(asked.failed):
        if entry in known:
            continue
        try:
            expand([entry], sight)
        except Refused as refusal:
            first = refusal.problems[0]
            problems.append(Problem(first.code, first.message, f"inputs.failed.{n}"))
    if problems:
        raise Refused.many(problems)
    return asked.as_json()
