"""What is missing before a call tree or a card can be relied on (PLN-11). docs/method.md §34."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.domain.reachability import AMBER, RED, ContactState

NEEDED = 2  # numbers that can be called, over all holders of a role


@dataclass(frozen=True)
class Gap:
    """`code`: nobody, few_numbers, no_alternate, unreachable (everybody is red), doubtful
    (somebody is amber or red). `count` is what there is instead."""

    code: str
    count: int = 0


def gaps_of_role(states: Sequence[ContactState]) -> list[Gap]:
    """A decision level or a contact of the card: at least two usable numbers over its holders."""
    if not states:
        return [Gap("nobody")]
    return [*_numbers(states), *_levels(states)]


def gaps_of_node(states: Sequence[ContactState], *, is_critical: bool) -> list[Gap]:
    """A node of the tree; a critical one has at least one more person behind the first."""
    if not states:
        return [Gap("nobody")]
    found = [Gap("no_alternate")] if is_critical and len(states) < 2 else []
    numbers = _numbers(states) if is_critical else []
    if not is_critical and not sum(one.numbers_ok for one in states):
        numbers = [Gap("few_numbers", 0)]
    return [*found, *numbers, *_levels(states)]


def worst(levels: Iterable[str]) -> str:
    """The level of many contacts as one: red before amber before the rest."""
    found = set(levels)
    return next((one for one in (RED, AMBER, "unknown", "ok") if one in found), "ok")


def _numbers(states: Sequence[ContactState]) -> list[Gap]:
    usable = sum(one.numbers_ok for one in states)
    return [Gap("few_numbers", usable)] if usable < NEEDED else []


def _levels(states: Sequence[ContactState]) -> list[Gap]:
    warned = [one for one in states if one.warns]
    if not warned:
        return []
    if all(one.level == RED for one in states):
        return [Gap("unreachable", len(warned))]
    return [Gap("doubtful", len(warned))]
