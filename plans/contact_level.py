"""The light of a plan: as red as the reddest of those its version in force relies on (E31)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Person
from lib.language import listed
from plans.contact_plans import people_of
from plans.contact_state import states_of
from plans.domain.contact_gaps import worst
from plans.domain.reachability import AMBER, RED


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
    people = people_of(versions)
    ids = {pk for found in people.values() for pk in found}
    if not ids:
        return {}
    states = states_of(ids, at)
    names = dict(Person.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))
    lights = {}
    for version, found in people.items():
        red, amber = (
            tuple(name for pk, name in names.items() if pk in found and states[pk].level == level)
            for level in (RED, AMBER)
        )
        lights[version] = Light(worst(states[pk].level for pk in found), red, amber)
    return lights
