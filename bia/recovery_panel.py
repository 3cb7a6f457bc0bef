"""The panel "Recovery" of one thing: what is required of it, when it is back, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bia.analysis.levels_in_use import level_of
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from bia.dependency_map.address import map_address
from bia.domain.dr_level import Needed
from bia.domain.graph.analysis import NodeResult
from bia.domain.graph.because import why_status
from bia.domain.graph.chains import MOST
from bia.domain.graph.unstated import MOST as MOST_MISSING
from bia.domain.graph.unstated import unstated
from bia.gaps.order import Standing, standing_of, unheard
from bia.gaps.words import finish_because, naive_differs, naive_words, required_because
from bia.models import DrLevel
from bia.node_links import page_of
from bia.reasons import explain


@dataclass(frozen=True)
class Link:
    """One node of a chain; `url` is "" and the name says nothing for what is hidden."""

    name: str
    url: str
    at_s: int | None = None


def missing_links(of: Stored, sight: Sight, keys: Sequence[str]) -> list[Link]:
    """What states no duration, to go there; beyond a few only that there are others."""
    links = [
        Link(sight.name(key), page_of(of.named[key]) if sight.sees(key) else "")
        for key in keys[:MOST_MISSING]
    ]
    return links + [Link(_("others"), "")] * (len(keys) > MOST_MISSING)


@dataclass(frozen=True)
class Recovery:
    """Everything the panel shows of `key`, as far as `sight` goes."""

    of: Stored
    sight: Sight
    key: str
    levels: Sequence[DrLevel] = ()

    @property
    def named(self) -> Named:
        return self.of.named[self.key]

    @property
    def result(self) -> NodeResult:
        return self.of.analysis.nodes[self.key]

    @cached_property
    def standing(self) -> Standing | None:
        return standing_of(self.of, self.key)

    @property
    def is_process(self) -> bool:
        return self.named.table == "process"

    @property
    def unheard(self) -> bool:
        return unheard(self.of, self.named)

    @property
    def back_s(self) -> int | None:
        """A process in service, anything else restored; None when nothing is known: nothing is
        stated, or what is known adds up to no time at all."""
        back_s = self.of.analysis.back_s(self.key)
        return None if self.unheard or (self.result.unknown and not back_s) else back_s

    @property
    def slack_s(self) -> int | None:
        """Of a lower bound only when it is used up already."""
        slack_s = self.result.slack_s
        if self.unheard or (self.result.unknown and (slack_s or 0) >= 0):
            return None
        return slack_s

    @property
    def because(self) -> str:
        return explain(why_status(self.of.analysis, self.key), self.sight)

    @property
    def required_because(self) -> str:
        return required_because(self.of, self.sight, self.key)

    @property
    def finish_because(self) -> str:
        return finish_because(self.of, self.sight, self.key)

    @cached_property
    def path(self) -> list[Link]:
        """The critical path, first supplier first; empty when it waits for nothing."""
        if self.result.held_by is None:
            return []
        return self._links(self.of.analysis.critical_path(self.key, MOST))

    @property
    def missing(self) -> list[Link]:
        """What states no duration, so that the times are lower bounds."""
        keys = unstated(self.of.analysis, self.key, MOST_MISSING + 1)
        return missing_links(self.of, self.sight, keys)

    @property
    def bridged(self) -> list[Link]:
        return self._set(self.result.bridged)

    @property
    def unsure(self) -> list[Link]:
        """What a workaround is stated for that counts for nothing: how much it carries is not."""
        return self._set(
            edge.needs
            for edge in self.of.register.graph.edges
            if edge.dependent == self.key
            and edge.strength == "hard"
            and edge.workaround is not None
            and edge.workaround.capacity is None
        )

    @property
    def degraded(self) -> list[Link]:
        return self._set(self.result.degraded)

    @cached_property
    def stops(self) -> list[Link]:
        """Processes that its failure alone stops; hidden ones are counted, not named."""
        return self._set(self.of.stops.get(self.key, ()))

    @cached_property
    def stopped_by(self) -> list[Link]:
        """What alone can stop the process."""
        return self._set(self.of.single_points.of.get(self.key, ()))

    @property
    def cycle(self) -> list[Link]:
        """The circle of needs it is part of."""
        for one in self.of.analysis.cycles:
            if self.key in one.members:
                return self._set(one.members)
        return []

    @property
    def naive_differs(self) -> bool:
        return naive_differs(self.result)

    @property
    def naive_words(self) -> str:
        return naive_words(self.result, self.sight.language)

    @cached_property
    def level(self) -> Needed | None:
        return level_of(self.of, self.levels, self.key)

    @property
    def level_because(self) -> str:
        return explain(self.level.because, self.sight) if self.level else ""

    def _links(self, keys: Iterable[str]) -> list[Link]:
        """In order, as for a path: what is hidden keeps its place."""
        return [
            Link(self.sight.name(key), self._url(key), self.of.analysis.back_s(key)) for key in keys
        ]

    def _set(self, keys: Iterable[str]) -> list[Link]:
        """By name; the hidden ones are counted at the end."""
        known = list(keys)
        seen = sorted((key for key in known if self.sight.sees(key)), key=self.sight.name)
        links = self._links(seen)
        if hidden := len(known) - len(seen):
            words = ngettext("%(n)s other process", "%(n)s other processes", hidden)
            links.append(Link(words % {"n": hidden}, ""))
        return links

    def _url(self, key: str) -> str:
        return page_of(self.of.named[key]) if self.sight.sees(key) else ""

    @property
    def map_url(self) -> str:
        return map_address(self.key)


def recovery_of(
    of: Stored, sight: Sight, key: str, levels: Sequence[DrLevel] = ()
) -> Recovery | None:
    """None for what is not (yet) part of the register."""
    return Recovery(of, sight, key, levels) if key in of.named else None
