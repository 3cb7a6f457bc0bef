"""When each node is down, bridged or back in an outage. Rules: docs/method.md §19.2.

Times are whole seconds since the disruption; None as an end is "nobody knows". A node that has
failed is down from 0 until it is up again; what hangs on a node by hard edges is down with it,
but for the time a workaround carries it. Workarounds carry processes: they are what the business
does meanwhile (as in the gap analysis, §16).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import inf
from typing import Literal

from bia.domain.graph.model import PROCESS, GraphEdge
from bia.domain.outage.needs import Needs

State = Literal["down", "workaround", "reduced"]
FULL = Decimal(1)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Segment:
    """`state` from `from_s` until `to_s` (None: no end is known), at a share of full capacity.

    down: below the minimum (MBCO), whatever still runs; workaround: carried by a workaround at
    the minimum or more; reduced: short of people, but at the minimum or more.
    """

    from_s: int
    to_s: int | None
    state: State
    capacity: Decimal = NOTHING


Segments = tuple[Segment, ...]
_Offer = tuple[State | None, Decimal]
_UP: _Offer = (None, FULL)
_DOWN: _Offer = ("down", NOTHING)
_ORDER: dict[State | None, int] = {"down": 0, "workaround": 1, "reduced": 2, None: 3}


def states(
    needs: Needs,
    failed: Collection[str],
    up_s: Mapping[str, int | None],
    required: Mapping[str, int | None],
) -> dict[str, Segments]:
    """The segments of every node that is touched, in time order; others do not appear.

    `up_s`: when a failed node, or a member of a circle, is up again. `required`: a workaround
    that starts after its dependent's required time gives capacity but does not count as back.
    """
    found: dict[str, Segments] = {}
    for members in needs.suppliers_first(needs.hanging_on(failed)):
        for key in members:
            if key in failed or len(members) > 1:
                segments = _down_until(up_s.get(key, 0))
            else:
                segments = _hanging(needs, key, found, required.get(key))
            if segments:
                found[key] = segments
    return found


def short_of_people(
    found: dict[str, Segments], needs: Needs, share: Decimal, until_s: int | None
) -> None:
    """Let no process run at more than `share` of its capacity until `until_s`."""
    if share >= FULL:
        return
    for key, node in needs.nodes.items():
        if node.kind == PROCESS:
            now = found.get(key, ())
            cuts = _cuts([now], [0, until_s])
            found[key] = _merged(
                (a, b, _limited(_at(now, a), share, node.mbco, until_s, a)) for a, b in cuts
            )


def _limited(
    offer: _Offer, share: Decimal, minimum: Decimal, until_s: int | None, at_s: int
) -> _Offer:
    state, capacity = offer
    if until_s is not None and at_s >= until_s:
        return offer
    capacity = min(capacity, share)
    if state == "down" or capacity < minimum or capacity == 0:
        return "down", capacity
    return state or "reduced", capacity


def _down_until(up_s: int | None) -> Segments:
    return () if up_s == 0 else (Segment(0, up_s, "down"),)


def _hanging(
    needs: Needs, key: str, found: Mapping[str, Segments], required_s: int | None
) -> Segments:
    """What a node that has not failed itself goes through, from its suppliers' segments."""
    edges = needs.of.get(key, [])
    hurt = [edge for edge in edges if edge.needs in found]
    node = needs.nodes[key]
    carried = node.kind == PROCESS and any(edge.workaround for edge in hurt)
    if not carried and not any(edge.group for edge in hurt):
        plain = [segments for e in hurt if (segments := _plainly_down(found[e.needs]))]
        if len(plain) == len(hurt):
            return max(plain, key=_end, default=())
    moments: list[int | None] = [0]
    if carried:
        for by in (edge.workaround for edge in hurt if edge.workaround):
            moments += [by.activation_s, by.endurance_s]
    alone, groups = _requirements(edges, found)
    offer = _Offering(found, carried, node.mbco, required_s)
    steps = []
    for a, b in _cuts([found[edge.needs] for edge in hurt], moments):
        offers = [offer.of(edge, a) for edge in alone] + [offer.best(one, a) for one in groups]
        state = min((one[0] for one in offers), key=lambda one: _ORDER[one], default=None)
        steps.append((a, b, (state, min((one[1] for one in offers), default=FULL))))
    return _merged(steps)


def _requirements(
    edges: Sequence[GraphEdge], found: Mapping[str, Segments]
) -> tuple[list[GraphEdge], list[list[GraphEdge]]]:
    """Edges that stand alone, and groups of alternatives, as far as the outage touches them."""
    groups: dict[str, list[GraphEdge]] = {}
    alone = []
    for edge in edges:
        if edge.group:
            groups.setdefault(edge.group, []).append(edge)
        elif edge.needs in found:
            alone.append(edge)
    return alone, [one for one in groups.values() if any(e.needs in found for e in one)]


@dataclass(frozen=True, slots=True)
class _Offering:
    """What suppliers let one dependent do, whose workarounds may carry it."""

    found: Mapping[str, Segments]
    carried: bool
    minimum: Decimal
    required_s: int | None

    def of(self, edge: GraphEdge, at_s: int) -> _Offer:
        """Just after `at_s`. A supplier that is bridged or short of people does its duty."""
        if _at(self.found.get(edge.needs, ()), at_s)[0] != "down":
            return _UP
        by = edge.workaround if self.carried else None
        if by is None or by.capacity is None or at_s < by.activation_s:
            return _DOWN
        if by.endurance_s is not None and at_s >= by.endurance_s:
            return _DOWN
        late = self.required_s is not None and by.activation_s > self.required_s
        if late or by.capacity < self.minimum or by.capacity == 0:
            return "down", by.capacity
        return "workaround", by.capacity

    def best(self, group: Sequence[GraphEdge], at_s: int) -> _Offer:
        """Of k out of n alternatives the k-th best."""
        ranked = sorted(
            (self.of(edge, at_s) for edge in group), key=lambda one: (_ORDER[one[0]], one[1])
        )
        wanted = max(edge.group_needs or 1 for edge in group)
        return ranked[-wanted] if wanted <= len(ranked) else _DOWN


def _plainly_down(segments: Segments) -> Segments | None:
    """The segments when they are one outage from the beginning: by far the most are."""
    first = segments[0]
    plain = len(segments) == 1 and first.from_s == 0 and first.state == "down"
    return segments if plain and not first.capacity else None


def _end(segments: Segments) -> float:
    last = segments[-1].to_s
    return inf if last is None else last


def _at(segments: Segments, at_s: int) -> _Offer:
    for one in segments:
        if one.from_s <= at_s and (one.to_s is None or at_s < one.to_s):
            return one.state, one.capacity
    return _UP


def _cuts(
    touched: Sequence[Segments], moments: Sequence[int | None]
) -> list[tuple[int, int | None]]:
    """The stretches between all ends and moments; the last one is open."""
    at = {moment for moment in moments if moment is not None}
    for segments in touched:
        for one in segments:
            at.add(one.from_s)
            if one.to_s is not None:
                at.add(one.to_s)
    ordered: list[int | None] = [*sorted(at), None]
    return [(a, b) for a, b in pairwise(ordered) if a is not None]


def _merged(steps: Iterable[tuple[int, int | None, _Offer]]) -> Segments:
    """Neighbours of the same state and capacity as one; stretches that are up left out."""
    found: list[Segment] = []
    for a, b, (state, capacity) in steps:
        if state is None:
            continue
        last = found[-1] if found else None
        if last and last.to_s == a and (last.state, last.capacity) == (state, capacity):
            found[-1] = Segment(last.from_s, b, state, capacity)
        else:
            found.append(Segment(a, b, state, capacity))
    return tuple(found)
