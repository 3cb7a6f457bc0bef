"""What a case is made of, written as wholes: lines, classes, ways of sourcing, designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.models import CaseClass, CaseLine, DesignOption, InvestmentCase, SourcingOption
from lib.errors import Problem, Refused
from lib.versioning import problems_of

Rows = Sequence[Mapping[str, Any]]
PARTS: dict[str, Any] = {
    "lines": (CaseLine, ("kind", "label", "amount")),
    "classes": (CaseClass, ("name", "level_from", "level_to", "amount", "systems")),
    "sourcing": (
        SourcingOption,
        (
            *("kind", "name", "initial_low", "initial_high", "yearly_low", "yearly_high"),
            *("base", "saving_low", "saving_high", "note"),
        ),
    ),
    "designs": (DesignOption, ("name", "cost", "rto_s", "rpo_s")),
}
MOST = 200


def write_part(case: InvestmentCase, part: str, rows: Rows) -> bool:
    """`rows` are all the part shall have, in their order; whether any differed.

    `base` of a way of sourcing is the name of another one. Raises Refused at
    "<part>.<place>.<field>".
    """
    model, names = PARTS[part]
    if len(rows) > MOST:
        raise Refused("too_many", _("No more than %(most)s.") % {"most": MOST}, part)
    wanted = [{name: row.get(name) for name in names} for row in rows]
    if wanted == _present(case, part, names):
        return False
    problems: list[Problem] = []
    made = [_made(model, case, part, place, row, problems) for place, row in enumerate(wanted)]
    if part == "sourcing":
        _check_bases(wanted, problems)
    if part == "classes":
        _check_levels(wanted, problems)
    if problems:
        raise Refused.many(problems)
    getattr(case, part).all().delete()
    for one in made:
        one.save()
    if part == "classes":
        for one, row in zip(made, wanted, strict=True):
            one.systems.set(row["systems"] or ())
    if part == "sourcing":
        by_name = {one.name: one for one in made}
        for one, row in zip(made, wanted, strict=True):
            if row["base"]:
                one.base = by_name[row["base"]]
                one.save(update_fields=["base"])
    return True


def _made(
    model: Any, case: InvestmentCase, part: str, place: int, row: Mapping[str, Any],
    problems: list[Problem],
) -> Any:  # fmt: skip
    plain = {
        name: value
        for name, value in row.items()
        if name not in ("systems", "base") and not (value is None and name == "note")
    }
    one = model(case=case, order=place, **plain)
    try:
        one.full_clean(exclude=["case"])
    except ValidationError as error:
        problems += [
            Problem(found.code, found.message, f"{part}.{place}.{found.field or _first(part)}")
            for found in problems_of(error)
        ]
    return one


def _first(part: str) -> str:
    """Where a problem of a whole row stands."""
    return {"lines": "label", "sourcing": "initial_high"}.get(part, "name")


def _check_bases(rows: Rows, problems: list[Problem]) -> None:
    """A name is one option's; what is compared with has costs of its own."""
    names = [row["name"] for row in rows]
    for place, row in enumerate(rows):
        at = f"sourcing.{place}"
        if names.count(row["name"]) > 1:
            problems.append(Problem("unique", _("Two are called so."), f"{at}.name"))
        if not row["base"]:
            continue
        other = next((one for one in rows if one["name"] == row["base"]), None)
        if other is None:
            words = _("There is no such way of sourcing here.")
            problems.append(Problem("not_found", words, f"{at}.base"))
        elif other["base"] or other is row:
            words = _("Compare it with one that has costs of its own.")
            problems.append(Problem("chain", words, f"{at}.base"))
        elif row["saving_low"] is None and row["saving_high"] is None:
            words = _("Say what share of the other one’s cost it saves.")
            problems.append(Problem("required", words, f"{at}.saving_low"))


def _check_levels(rows: Rows, problems: list[Problem]) -> None:
    for place, row in enumerate(rows):
        low, high = row["level_from"], row["level_to"]
        for name, value in (("level_from", low), ("level_to", high)):
            if value is not None and not 1 <= value <= 6:
                at = f"classes.{place}.{name}"
                problems.append(Problem("not_a_level", _("A level is 1 to 6."), at))
        if low is not None and high is not None and high < low:
            at = f"classes.{place}.level_to"
            problems.append(Problem("upwards", _("The highest level lies below the lowest."), at))


def _present(case: InvestmentCase, part: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = getattr(case, part).all()
    if part == "classes":
        rows = rows.prefetch_related("systems")
    if part == "sourcing":
        rows = rows.select_related("base")
    return [{name: _value(row, name) for name in names} for row in rows]


def _value(row: Any, name: str) -> Any:
    if name == "systems":
        return sorted(row.systems.all(), key=lambda one: one.code)
    if name == "base":
        return row.base.name if row.base else None
    value = getattr(row, name)
    return value if value is not None or not isinstance(value, Decimal) else None


def rows_of(case: InvestmentCase, part: str) -> list[dict[str, Any]]:
    """The part as `write_part` takes it."""
    return _present(case, part, PARTS[part][1])
