"""The light of a plan: as red as the reddest of those its version in force relies on (E31)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Person
from lib.language import listed
from plans.contact_plans import people_of
from plans.contact_state import states_of
from plans.domain.contact_gaps import worst
from plans.domain.reachability import AMBER, RED
from plans.services.guards import people_of as people_named_in


@dataclass(frozen=True)
class Light:
    """`level` ok, unknown, amber or red; `red` and `amber` name the people who make it so."""

    level: str
    red: tuple[str, ...] = ()
    amber: tuple[str, ...] = ()

    @property
    def warns(self) -> bool:
        return self.level in (RED, AMBER)

    @property
    def names(self) -> str:
        """The reddest, in words of the active language."""
        return listed(self.red or self.amber)


def lights_of(versions: Collection[int], at: datetime) -> dict[int, Light]:
    """Version id → light; those that rely on nobody are left out. Seven questions."""
    return _lights(people_of(versions), at)


def light_of_document(document: Mapping[str, Any], at: datetime) -> Light | None:
    """That of one version whose document is at hand: four questions, five when it warns."""
    codes, roles = people_named_in(document)
    roles |= {one[name] for one in document["tasks"] for name in ("role", "backup_role")}
    named = Q(code__in=codes) | Q(response_roles__role__code__in=roles - {None})
    ids = set(Person.objects.filter(named).values_list("pk", flat=True))
    return _lights({0: ids} if ids else {}, at).get(0)


def _lights(people: Mapping[int, set[int]], at: datetime) -> dict[int, Light]:
    ids = {pk for found in people.values() for pk in found}
    if not ids:
        return {}
    states = states_of(ids, at)
    told = [pk for pk in ids if states[pk].level in (RED, AMBER)]
    rows = Person.objects.filter(pk__in=told).order_by("name").values_list("pk", "name")
    names = dict(rows) if told else {}
    lights = {}
    for version, found in people.items():
        red, amber = (
            tuple(name for pk, name in names.items() if pk in found and states[pk].level == level)
            for level in (RED, AMBER)
        )
        lights[version] = Light(worst(states[pk].level for pk in found), red, amber)
    return lights
