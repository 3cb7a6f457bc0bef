"""Templates of criteria (S3-062…064, DRL-14): `drills/catalog/criteria.yaml`.

They are files, not rows: criteria are copied into a script and edited there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.models import Criterion, Objective, Script
from drills.services.part_rules import next_key
from drills.services.scenario_files import pair, read
from drills.services.scripting import open_script, owner_of, touch
from lib.errors import Refused
from lib.language import in_language

USUAL = "source"
# The objective criteria belong to when no other is named.
OVERALL = {
    "text_en": "The response works: in time, together, and the business goes on.",
    "text_zh": "应急响应有效：处置及时、协同顺畅、业务不断。",
}


@dataclass(frozen=True)
class TemplateCriterion:
    """`types` it is for; `weight` inside its group, None an equal share."""

    key: str
    group: str
    rule: str
    gate: bool
    weight: Decimal | None
    text_en: str
    text_zh: str
    types: frozenset[str]
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return in_language(self.text_en, self.text_zh)

    def values(self) -> dict[str, Any]:
        """As fields of a Criterion."""
        names = ("group", "rule", "gate", "weight", "text_en", "text_zh")
        return {name: getattr(self, name) for name in names} | {"params": dict(self.params)}


@dataclass(frozen=True)
class CriteriaTemplate:
    code: str
    name_en: str
    name_zh: str
    source: str
    criteria: tuple[TemplateCriterion, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)

    def of_type(self, type: str) -> list[TemplateCriterion]:
        return [one for one in self.criteria if not type or type in one.types]


@cache
def templates() -> dict[str, CriteriaTemplate]:
    """By code, in the order of the file; read once."""
    return {row["code"]: _template(row) for row in read("criteria")}


def template(code: str) -> CriteriaTemplate:
    """Raises Refused at `template`."""
    found = templates().get(code)
    if found is None:
        raise Refused("unknown", _("There is no such template of criteria."), "template")
    return found


@transaction.atomic
def apply_template(
    script: Script,
    code: str,
    *,
    type: str,
    by: User,
    at: datetime,
    objective: Objective | None = None,
) -> list[Criterion]:
    """The criteria of the template for drills of `type` ("" all of them), below `objective`, the
    first one of the script, or a general one made for them. What the script has already, by rule
    or by text, is left out. Answers the new rows. Raises PermissionDenied, GuardsUnmet, Refused.
    """
    wanted = template(code).of_type(type)
    script = open_script(owner_of(script), by=by, at=at)
    if objective is not None and objective.script_id != script.pk:
        raise Refused("of_another_script", _("This belongs to another script."), "objective")
    made = fill_criteria(script, wanted, objective)
    if made:
        script.criteria_template = code
        touch(script)
        script.save(update_fields=["criteria_template"])
    return made


def fill_criteria(
    script: Script, wanted: Iterable[TemplateCriterion], objective: Objective | None = None
) -> list[Criterion]:
    """As `apply_template`, without rights; the caller holds the owner."""
    there = list(script.criterions.all())
    rules = {one.rule for one in there if one.rule}
    texts = {one.text_en for one in there} | {one.text_zh for one in there}
    new = [
        one
        for one in wanted
        if not (one.rule in rules or one.text_en in texts or one.text_zh in texts)
    ]
    if not new:
        return []
    if objective is None:
        objective = script.objectives.first() or Objective.objects.create(
            script=script, key="O1", **OVERALL
        )
    first = int(next_key(script, Criterion)[1:])
    last = max((one.position for one in there), default=0)
    return Criterion.objects.bulk_create(
        Criterion(
            script=script, objective=objective, key=f"C{first + place}",
            position=last + 1 + place, **one.values(),
        )
        for place, one in enumerate(new)
    )  # fmt: skip


def _template(row: dict[str, Any]) -> CriteriaTemplate:
    return CriteriaTemplate(
        code=row["code"],
        source=row.get("source", ""),
        criteria=tuple(_criterion(one) for one in row["criteria"]),
        **pair("name", row["name"]),
    )


def _criterion(row: dict[str, Any]) -> TemplateCriterion:
    weight = row.get("weight")
    return TemplateCriterion(
        key=row["key"],
        group=row["group"],
        rule=row.get("rule", ""),
        gate=row.get("gate", False),
        weight=None if weight is None else Decimal(str(weight)),
        types=frozenset(row.get("types", ("tabletop", "functional", "full"))),
        params=row.get("params", {}),
        **pair("text", row["text"]),
    )
