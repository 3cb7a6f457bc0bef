"""What if this fails, then, for so long? Rules and a worked example: docs/method.md §19.

The schedule of restores is `bia.domain.graph.recovery`, the loss of a process its curve; this
module puts question and answer together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bia.domain.errors import check_seconds, check_share, refuse
from bia.domain.graph.model import PROCESS, RESTORED, Graph
from bia.domain.graph.recovery import Task, recover
from bia.domain.losses.curve import LossCurve
from bia.domain.outage.cost import Expensive, most_expensive
from bia.domain.outage.events import Event, Outage, events_of, last_end
from bia.domain.outage.loss import LONGEST_S, Course, LossAt, courses, summed
from bia.domain.outage.needs import Needs
from bia.domain.outage.states import FULL, Segments, short_of_people, states
from bia.domain.outage.verdicts import outage_of

SHORTEST_PICTURE_S = 86_400
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Question:
    """What fails and under which circumstances; times in seconds since the disruption.

    `failed`: keys of nodes. `start`: local instant (aware), with it peaks count. `duration_s`:
    everything that failed is back exactly then and nothing earlier; None: until restored by
    `teams` (None: as many as are wanted) after `decision_s`. `sample_at_s`: moments to tell the
    loss of. `restore_point_shift_s`: data come back that old. `staff_share`: nobody works at
    more than this share while the outage lasts.
    """

    failed: frozenset[str] = frozenset()
    start: datetime | None = None
    duration_s: int | None = None
    teams: int | None = None
    decision_s: int = 0
    sample_at_s: tuple[int, ...] = ()
    restore_point_shift_s: int | None = None
    staff_share: Decimal = FULL


@dataclass(frozen=True)
class Answer:
    """`segments` of every node that is touched; `outages` of every process, by key.

    `total`: loss until every process and system is back, or up to `horizon_s` when nobody knows
    when that is (`whole` False). `failed`: what failed, with what stands there.
    """

    failed: frozenset[str]
    segments: Mapping[str, Segments]
    outages: Mapping[str, Outage]
    events: tuple[Event, ...]
    loss: tuple[LossAt, ...]
    total: Decimal
    whole: bool
    horizon_s: int
    tasks: tuple[Task, ...]
    expensive: tuple[Expensive, ...]
    courses: Mapping[str, Course]

    def breaches(self) -> list[Outage]:
        """Processes that break a promise, the worst and earliest first."""
        broken = [
            one
            for one in self.outages.values()
            if one.rto_passed_s is not None or one.mtd_passed_s is not None or one.rpo_missed
        ]
        return sorted(broken, key=_hurts)


def what_if(
    graph: Graph,
    question: Question,
    *,
    curves: Mapping[str, LossCurve],
    required: Mapping[str, int | None],
    rpo: Mapping[str, int | None] | None = None,
    needs: Needs | None = None,
) -> Answer:
    """Answer the question on a checked graph.

    `required`: latest finish per key (the gap analysis); it orders the restores and says which
    workarounds come in time. `curves` and `rpo` by process key. DomainError at `failed`,
    `teams` or a field of the question.
    """
    needs = needs or Needs(graph)
    _check(question, needs)
    failed = needs.standing_at(question.failed)
    held = _held(question, needs, failed)
    recovery = recover(
        graph,
        required,
        teams=None if question.duration_s is not None else question.teams,
        decision_s=question.decision_s,
        failed=frozenset(failed - held.keys()),
        held=held,
    )
    segments = states(needs, failed, recovery.up_s, required)
    short_of_people(segments, needs, question.staff_share, question.duration_s)
    end_s = last_end(
        stretches
        for key, stretches in segments.items()
        if needs.nodes[key].kind == PROCESS or needs.nodes[key].kind in RESTORED
    )
    guessed = _guessed(question, needs, failed)
    horizon_s = end_s
    if horizon_s is None or any(needs.nodes[key].kind == PROCESS for key in guessed):
        horizon_s = _horizon(question, needs, segments)
    lost = courses(segments, curves, horizon_s, question.start)
    restored = needs.hanging_on(key for key in failed if needs.nodes[key].kind != PROCESS)
    outages = {}
    for node in graph.nodes:
        if node.kind != PROCESS:
            continue
        shift_s = question.restore_point_shift_s if node.key in restored else None
        outages[node.key] = outage_of(
            node,
            segments,
            needs,
            failed=failed,
            horizon_s=horizon_s,
            guessed=guessed.get(node.key),
            data_loss_s=shift_s,
            rpo_s=(rpo or {}).get(node.key),
            loss=lost[node.key].total if node.key in lost else Decimal(0),
        )
    limits = {key: needs.nodes[key] for key in outages}
    known = {key: outages[key].loss for key in lost}
    total = summed(lost.values(), [horizon_s])[0].loss
    return Answer(
        failed=frozenset(failed),
        segments=segments,
        outages=outages,
        events=events_of(segments, limits, None if guessed else end_s, guessed),
        loss=tuple(_told(question, lost, horizon_s)),
        total=total,
        whole=end_s is not None,
        horizon_s=horizon_s,
        tasks=recovery.tasks,
        expensive=most_expensive(needs, segments, failed, known),
        courses=lost,
    )


def loss_by_now(answer: Answer, at_s: int) -> Decimal:
    """What all processes together have lost by `at_s`."""
    return summed(answer.courses.values(), [at_s])[0].loss


def _check(question: Question, needs: Needs) -> None:
    for n, key in enumerate(sorted(question.failed)):
        if key not in needs.nodes:
            raise refuse(f"failed.{n}", "unknown_key", key=key)
    for field in ("duration_s", "decision_s", "restore_point_shift_s"):
        check_seconds(getattr(question, field), field)
    if question.duration_s is not None and question.duration_s > LONGEST_S:
        raise refuse("duration_s", "too_large", limit=str(LONGEST_S))
    for n, at_s in enumerate(question.sample_at_s):
        check_seconds(at_s, f"sample_at_s.{n}")
        if at_s > LONGEST_S:
            raise refuse(f"sample_at_s.{n}", "too_large", limit=str(LONGEST_S))
    check_share(question.staff_share, "staff_share")


def _held(question: Question, needs: Needs, failed: set[str]) -> dict[str, int | None]:
    """What comes back at a fixed moment: everything, or what no team of ours restores.

    A supplier keeps to its contract; a place, a person, a team, data or a process that failed by
    itself is back when somebody says so. What only went down with its place comes back with it.
    """
    if question.duration_s is not None:
        return dict.fromkeys(failed, question.duration_s)
    return {
        key: needs.nodes[key].restore_s
        for key in question.failed
        if needs.nodes[key].kind not in RESTORED
    }


def _guessed(question: Question, needs: Needs, failed: set[str]) -> dict[str, str]:
    """Node → a failed system without a restore duration that it rests on."""
    if question.duration_s is not None:
        return {}
    found = {
        key: key
        for key in sorted(failed)
        if needs.nodes[key].kind in RESTORED and needs.nodes[key].restore_s is None
    }
    waiting = list(found)
    for key in waiting:
        for above in needs.by.get(key, ()):
            if above not in found:
                found[above] = found[key]
                waiting.append(above)
    return found


def _horizon(question: Question, needs: Needs, segments: Mapping[str, Segments]) -> int:
    """How far the picture reaches when something has no known end: past every MTD it touches."""
    moments = [SHORTEST_PICTURE_S, *question.sample_at_s]
    for key, stretches in segments.items():
        moments.append(needs.nodes[key].mtd_s or 0)
        moments += [one.to_s or one.from_s for one in stretches]
    return max(moments)


def _told(question: Question, lost: Mapping[str, Course], horizon_s: int) -> list[LossAt]:
    if question.sample_at_s:
        at = {one.at_s: one for one in summed(lost.values(), question.sample_at_s)}
        return [at[at_s] for at_s in question.sample_at_s]
    points = summed(lost.values())
    if points[-1].at_s < horizon_s:
        points.append(LossAt(horizon_s, points[-1].loss))
    step = -(-len(points) // MOST_POINTS)
    return points if step == 1 else [*points[:-1:step], points[-1]]


def _hurts(one: Outage) -> tuple[bool, int, bool, int, Decimal, str]:
    never = 10**18
    return (
        one.mtd_passed_s is None,
        never if one.mtd_passed_s is None else one.mtd_passed_s,
        one.rto_passed_s is None,
        never if one.rto_passed_s is None else one.rto_passed_s,
        -one.loss,
        one.key,
    )
