"""What happens in an outage, in order, and what each process makes of it.

Rules: docs/method.md §19.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from bia.domain.graph.model import GraphNode
from bia.domain.outage.states import NOTHING, Segments, State
from bia.domain.reasons import Reason

Kind = Literal[
    "workaround_ends",
    "down",
    "workaround_starts",
    "restored",
    "rto_passed",
    "mtd_passed",
    "verification",
    "review",
]
KINDS: tuple[Kind, ...] = (
    "workaround_ends",
    "down",
    "workaround_starts",
    "rto_passed",
    "mtd_passed",
    "restored",
    "verification",
    "review",
)
_ORDER = {kind: at for at, kind in enumerate(KINDS)}
VERIFIED_AFTER_S = 3_600
REVIEWED_AFTER_S = 86_400
Status = Literal["met", "rto_miss", "mtd_breach", "no_target", "unknown"]


@dataclass(frozen=True, slots=True)
class Event:
    """`subject` is a key; None: the whole outage (verification and review after the last)."""

    at_s: int
    kind: Kind
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """What one process goes through.

    `down_s`: seconds below its minimum, up to the horizon of the picture if there is no end;
    `resumes_s`: from then on it is at its minimum or more, for good (None: nobody knows when);
    `back_s`: from then on it is back in full. `workaround_s`: seconds carried by a workaround,
    `capacity` the least it then has. `data_loss_s`: how far back its data were set.
    """

    key: str
    affected: bool
    down_s: int
    resumes_s: int | None
    back_s: int | None
    status: Status
    rto_passed_s: int | None = None
    mtd_passed_s: int | None = None
    workaround_s: int = 0
    capacity: Decimal | None = None
    held_by: str | None = None
    lower_bound: bool = False
    data_loss_s: int | None = None
    rpo_missed: bool = False
    loss: Decimal = NOTHING
    because: Reason = field(default_factory=lambda: Reason.of("what_if.untouched"))


def passed(segments: Segments, limit_s: int | None) -> int | None:
    """The first moment at which the node is down and the limit over; exactly the limit is met."""
    if limit_s is None:
        return None
    for one in segments:
        if one.state == "down" and (one.to_s is None or one.to_s > limit_s):
            return max(one.from_s, limit_s)
    return None


def resumption(segments: Segments) -> int | None:
    """From when on the node is never down again: 0 if it never was, None if nobody knows."""
    down = [one.to_s for one in segments if one.state == "down"]
    return down[-1] if down else 0


def status_of(node: GraphNode, segments: Segments) -> Status:
    """Of what is promised the worst that is broken; without a promise an open end is unknown."""
    if not any(one.state == "down" for one in segments):
        return "met"
    if passed(segments, node.mtd_s) is not None:
        return "mtd_breach"
    if passed(segments, node.rto_s) is not None:
        return "rto_miss"
    if node.rto_s is not None:
        return "met"
    return "unknown" if resumption(segments) is None else "no_target"


def events_of(
    segments: Mapping[str, Segments],
    limits: Mapping[str, GraphNode],
    end_s: int | None,
    lower_bounds: Collection[str] = (),
) -> tuple[Event, ...]:
    """All events by time; `limits`: the nodes whose RTO and MTD are promises to the business.

    `end_s`: when everything is back, so that verification and review follow (None: never).
    `lower_bounds`: nodes that rest on a duration nobody stated; none of them is ever restored.
    """
    found: list[Event] = []
    for key, stretches in segments.items():
        found += [
            one
            for one in _of_one(key, stretches)
            if one.kind != "restored" or key not in lower_bounds
        ]
        if (node := limits.get(key)) is not None:
            found += _limits(node, stretches)
    if end_s is not None and found:
        found.append(Event(end_s + VERIFIED_AFTER_S, "verification"))
        found.append(Event(end_s + REVIEWED_AFTER_S, "review"))
    return tuple(sorted(found, key=lambda one: (one.at_s, _ORDER[one.kind], one.subject or "")))


def last_end(all_segments: Iterable[Segments]) -> int | None:
    """When the last node is back; None if one never is."""
    ends = [one[-1].to_s for one in all_segments if one]
    known = [end for end in ends if end is not None]
    return max(known, default=0) if len(known) == len(ends) else None


def _of_one(key: str, segments: Segments) -> Iterable[Event]:
    before: State | None = None
    end_s: int | None = 0
    for one in segments:
        if one.from_s != end_s:
            if before == "workaround":
                yield Event(end_s or 0, "workaround_ends", key)
            if before is not None:
                yield Event(end_s or 0, "restored", key)
            before = None
        if one.state != before:
            if before == "workaround":
                yield Event(one.from_s, "workaround_ends", key)
            if one.state == "down":
                yield Event(one.from_s, "down", key)
            elif one.state == "workaround":
                yield Event(one.from_s, "workaround_starts", key)
        before, end_s = one.state, one.to_s
    if before is not None and end_s is not None:
        if before == "workaround":
            yield Event(end_s, "workaround_ends", key)
        yield Event(end_s, "restored", key)


def _limits(node: GraphNode, segments: Segments) -> Iterable[Event]:
    rto_s, mtd_s = passed(segments, node.rto_s), passed(segments, node.mtd_s)
    if rto_s is not None:
        yield Event(rto_s, "rto_passed", node.key)
    if mtd_s is not None:
        yield Event(mtd_s, "mtd_passed", node.key)
