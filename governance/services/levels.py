"""Level assessments: seven elements rated, the lowest is the level; confirmed by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.analysis.levels_in_use import level_of, levels_in_use
from bia.analysis.stored import Stored, stored
from bia.domain.dr_level import Needed
from bia.models import DrCatalogue, System
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.domain.elements import Held, Shortfall, held, shortfalls
from governance.models import DrElement, ElementRating, LevelAssessment, LevelState
from governance.services.four_eyes import wrote
from lib.days import day_in
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create, problems_of

CHANGE, CONFIRM = "level.change", "level.confirm"
SERIES = "LVL"
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Stand:
    """What an assessment says: `needed` with its reason, `held`, and what each element lacks.

    `missed`: the level is known to be below the one needed, or no level would be enough.
    """

    ratings: dict[str, int | None]
    held: Held
    needed: int | None
    because: Needed | None
    shortfalls: list[Shortfall]
    missed: bool


def needed_of(system: System, at: datetime, world: Stored | None = None) -> Needed | None:
    """The level the analysis asks of it; None when nothing asks anything of it."""
    world = world or stored(at)
    key = f"system:{system.code}"
    return level_of(world, levels_in_use(), key) if key in world.named else None


def stand_of(row: LevelAssessment, at: datetime) -> Stand:
    """Of a draft as things are now; of a confirmed one as it was frozen."""
    ratings = {
        one.element.code: one.level
        for one in row.ratings.select_related("element").order_by("element__order")
    }
    found = held(ratings)
    because = None
    needed = row.needed
    missed = needed is not None and found.at_most is not None and found.at_most < needed
    if row.state == LevelState.DRAFT:
        because = needed_of(row.system, at)
        needed = because.level if because else None
        missed = because is not None and because.falls_short(found.at_most)
    return Stand(ratings, found, needed, because, shortfalls(ratings, needed), missed)


@transaction.atomic
def create_level_assessment(
    *, system: System, by: User, at: datetime, ratings: Rows | None = None, **fields: Any
) -> LevelAssessment:
    """A draft, one a system. Takes `ratings`: [{"element": code, "level", "note"}].

    Without `ratings` it starts from the confirmed one. Raises PermissionDenied, Refused.
    """
    require(by, CHANGE)
    if LevelAssessment.objects.filter(system=system, state=LevelState.DRAFT).exists():
        words = _("There is a draft of this system already: go on with that one.")
        raise Refused("unique", words, "system")
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    fields.setdefault("assessed_on", day_in(at, Organisation.current().timezone))
    _not_ahead(fields, at)
    catalogue = DrCatalogue.objects.filter(in_use=True).first()
    row = create(LevelAssessment, system=system, catalogue=catalogue, created_by=by, **fields)
    last = LevelAssessment.objects.filter(system=system, state=LevelState.CONFIRMED).first()
    before = {one.element_id: one for one in last.ratings.all()} if last and ratings is None else {}
    ElementRating.objects.bulk_create(
        ElementRating(
            assessment=row, element=element,
            level=before[element.pk].level if element.pk in before else None,
            note=before[element.pk].note if element.pk in before else "",
        )
        for element in DrElement.objects.order_by("order")
    )  # fmt: skip
    if ratings is not None:
        _rate(row, ratings)
    return row


@transaction.atomic
def change_level_assessment(
    row: LevelAssessment, *, read_version: int | None, by: User, at: datetime,
    ratings: Rows | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """While it is a draft; only the elements that are named are rated anew.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused.
    """
    require(by, CHANGE)
    current = _locked(row)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    if current.state != LevelState.DRAFT:
        words = _("It is “%(state)s”: assess the system anew.")
        raise GuardsUnmet.one("state", words % {"state": current.get_state_display()})
    if fields.get("system", current.system) != current.system:
        raise Refused("fixed", _("It stays with its system."), "system")
    _not_ahead(fields, at)
    changed = write(current, read_version=None, **fields)
    if ratings is not None and _rate(current, ratings):
        if not changed:
            current.version += 1
            current.save(update_fields=["version", "updated_at"])
        changed.append("ratings")
    _copy(current, row)
    return changed


@transaction.atomic
def delete_level_assessment(row: LevelAssessment, *, by: User, at: datetime) -> None:
    """A draft; what was confirmed is kept."""
    require(by, CHANGE)
    current = _locked(row)
    if current.state != LevelState.DRAFT:
        raise GuardsUnmet.one("state", _("It was confirmed, so it is kept."))
    current.delete()


@transaction.atomic
def confirm_level_assessment(
    row: LevelAssessment, *, by: User, at: datetime, read_version: int | None = None
) -> LevelAssessment:
    """By somebody else than the assessor: needed and achieved freeze, the one before is
    superseded. 409 with each element nobody looked at."""
    require(by, CONFIRM)
    current = _locked(row)
    if current.state == LevelState.CONFIRMED:
        return _copy(current, row)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    if current.state != LevelState.DRAFT:
        words = _("It is “%(state)s”.") % {"state": current.get_state_display()}
        raise GuardsUnmet.one("state", words)
    problems = confirmation_problems(current, by)
    if problems:
        raise GuardsUnmet(problems)
    stand = stand_of(current, at)
    before = LevelAssessment.objects.select_for_update(of=("self",)).filter(
        system=current.system, state=LevelState.CONFIRMED
    )
    for one in before:
        write(one, read_version=None, state=LevelState.SUPERSEDED.value)
    write(current, read_version=None, state=LevelState.CONFIRMED.value, confirmed_by=by,
          confirmed_at=at, needed=stand.needed, achieved=stand.held.level,
          catalogue=DrCatalogue.objects.filter(in_use=True).first())  # fmt: skip
    publish_row("level_assessment.confirmed", current, at=at)
    return _copy(current, row)


def confirmation_problems(row: LevelAssessment, by: User) -> list[Problem]:
    problems = []
    path = f"PATCH level-assessments/{row.code}/"
    for one in row.ratings.select_related("element").order_by("element__order"):
        if one.level is None:
            words = _("“%(element)s” was not looked at.") % {"element": one.element.name}
            problems.append(Problem("element_open", words, "ratings", path))
    if row.created_by_id == by.pk or wrote(row, by):
        problems.append(Problem("four_eyes", _("Somebody else confirms: you assessed it.")))
    return problems


def _rate(row: LevelAssessment, ratings: Rows) -> bool:
    """Whether anything differed. Raises Refused at "ratings.<place>.<field>"."""
    known = {one.element.code: one for one in row.ratings.select_related("element")}
    problems: list[Problem] = []
    different = []
    seen: set[str] = set()
    for place, given in enumerate(ratings):
        code, at = given["element"], f"ratings.{place}"
        found = known.get(code)
        if found is None:
            problems.append(Problem("not_found", _("There is no such element."), f"{at}.element"))
            continue
        if code in seen:
            problems.append(Problem("unique", _("It is named twice."), f"{at}.element"))
        seen.add(code)
        values = {name: given[name] for name in ("level", "note") if name in given}
        if all(getattr(found, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(found, name, value)
        try:
            found.full_clean()
        except ValidationError as error:
            problems += [
                Problem(one.code, one.message, f"{at}.{one.field or 'level'}")
                for one in problems_of(error)
            ]
        different.append(found)
    if problems:
        raise Refused.many(problems)
    for found in different:
        found.save()
    return bool(different)


def _not_ahead(fields: dict[str, Any], at: datetime) -> None:
    on = fields.get("assessed_on")
    if on is not None and on > day_in(at, Organisation.current().timezone):
        raise Refused("in_future", _("This day has not come yet."), "assessed_on")


def _locked(row: LevelAssessment) -> LevelAssessment:
    rows = LevelAssessment.objects.select_for_update(of=("self",)).select_related("system")
    return rows.get(pk=row.pk)


def _copy(current: LevelAssessment, row: LevelAssessment) -> LevelAssessment:
    for field in current._meta.concrete_fields:
        setattr(row, field.attname, getattr(current, field.attname))
    return current
