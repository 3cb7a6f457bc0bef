"""Time until a plan works against RTO and MTD (docs/method.md §32)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.domain.feasibility import Feasibility, Light, Reason, Target, Task, feasibility
from plans.domain.task_order import CycleFound, cycle_in, ordered
from tests.amount import examples

ROAD = Target("road-rescue", 900, 3600)
SWITCH = (Task(1, 300, (), "dispatch"), Task(2, 300, (1,), "technician"))


def judged(*tasks: Task, **given: object) -> Feasibility:
    asked = {
        "notify_s": 300,
        "assess_s": 900,
        "pre_authorised": False,
        "targets": [ROAD],
        "capacities": {},
    } | given
    return feasibility(tasks, **asked)  # type: ignore[arg-type]


def test_default_rescue_plan_is_red_because_people_are_asked_first() -> None:
    """Notify 5 and assess 15 are more than the RTO of 15 before anything is done (C3)."""
    found = judged(*SWITCH)

    assert (found.total_s, found.path_s, found.lead_s, found.status) == (1800, 600, 1200, "red")
    assert found.verdicts[0].because == (
        Reason("over_rto", {"total_s": 1800, "limit_s": 900, "over_s": 900}),
    )


def test_same_plan_authorised_beforehand_just_makes_it() -> None:
    found = judged(*SWITCH, pre_authorised=True)

    assert (found.total_s, found.assess_s, found.status) == (900, 0, "amber")
    assert found.verdicts[0].because == (
        Reason("thin", {"total_s": 900, "limit_s": 900, "slack_s": 0}),
    )
    assert found.verdicts[0].slack_s == 0


@pytest.mark.parametrize(
    ("rto_s", "status"),
    [(899, "red"), (900, "amber"), (999, "amber"), (1000, "green"), (None, "amber")],
)
def test_a_tenth_of_the_rto_must_be_left(rto_s: int | None, status: str) -> None:
    found = judged(*SWITCH, pre_authorised=True, targets=[Target("p", rto_s, None)])

    assert found.verdicts[0].status == status


def test_past_the_mtd_is_red_even_without_an_rto() -> None:
    found = judged(*SWITCH, targets=[Target("p", None, 1799)])

    assert [one.code for one in found.verdicts[0].because] == ["over_mtd"]


def test_the_worst_process_decides() -> None:
    found = judged(*SWITCH, targets=[Target("slow", 7200, 14400), ROAD])

    assert [one.status for one in found.verdicts] == ["green", "red"]
    assert found.status == "red"


def test_uncounted_task_passes_its_order_on_and_takes_no_time() -> None:
    found = judged(Task(1, 300), Task(2, 9000, (1,), counts=False), Task(3, 300, (2,)))

    assert (found.path_s, found.critical) == (600, (1, 3))
    assert [one.start_s for one in found.tasks] == [0, 300, 300]


def test_missing_duration_is_told() -> None:
    found = judged(Task(1, None), Task(2, 60), pre_authorised=True)

    assert found.without_duration == (1,)
    assert found.verdicts[0].because == (Reason("without_duration", {"tasks": [1]}),)


def test_plan_without_timed_tasks_is_not_compared() -> None:
    assert judged(Task(1, 60, counts=False)).status == "none"


def test_two_tasks_of_one_person_side_by_side() -> None:
    found = judged(Task(1, 300, (), "it"), Task(2, 600, (), "it"), capacities={"it": 1})

    assert [(one.role, one.most, one.numbers) for one in found.bottlenecks] == [("it", 2, (1, 2))]
    assert (found.total_s, found.staffed_s) == (1800, 2100)


def test_touching_tasks_do_not_overlap() -> None:
    found = judged(Task(1, 300, (), "it"), Task(2, 600, (1,), "it"), capacities={"it": 1})

    assert found.bottlenecks == ()
    assert found.staffed_s == found.total_s


def test_circle_is_named() -> None:
    assert cycle_in({1: [2], 2: [3], 3: [1], 4: [1]}) == [1, 2, 3, 1]
    with pytest.raises(CycleFound, match="1 → 3 → 2 → 1"):
        ordered({1: [3], 2: [1], 3: [2]})


@st.composite
def networks(draw: st.DrawFn) -> list[Task]:
    """Tasks that need only smaller numbers, so without a circle."""
    found = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        needs = draw(st.sets(st.integers(1, number - 1), max_size=3)) if number > 1 else set()
        found.append(
            Task(
                number,
                draw(st.integers(0, 900)),
                tuple(sorted(needs)),
                draw(st.sampled_from(["a", "b", ""])),
                draw(st.booleans()),
            )
        )
    return found


def longest(tasks: list[Task]) -> int:
    """Every path there is, added up."""
    weight = {one.number: (one.duration_s or 0) if one.counts else 0 for one in tasks}
    needs = {one.number: one.needs for one in tasks}

    def paths(number: int) -> list[int]:
        before = [total for one in needs[number] for total in paths(one)] or [0]
        return [total + weight[number] for total in before]

    return max(total for number in weight for total in paths(number))


@settings(max_examples=examples(120), deadline=None)
@given(networks())
def test_critical_path_is_the_longest_of_all_paths(tasks: list[Task]) -> None:
    found = judged(*tasks)
    durations = {one.number: one.duration_s or 0 for one in tasks}

    assert found.path_s == longest(tasks)
    assert sum(durations[number] for number in found.critical) == found.path_s


@settings(max_examples=examples(120), deadline=None)
@given(networks())
def test_slack_is_never_negative_and_the_chain_has_none(tasks: list[Task]) -> None:
    found = judged(*tasks)
    times = {one.number: one for one in found.tasks}

    assert all(one.slack_s >= 0 for one in found.tasks)
    assert [times[number].slack_s for number in found.critical] == [0] * len(found.critical)
    assert all(
        times[need].end_s <= times[task.number].start_s for task in tasks for need in task.needs
    )


@settings(max_examples=examples(80), deadline=None)
@given(networks(), st.integers(0, 8), st.integers(1, 600))
def test_a_longer_task_never_makes_the_plan_shorter(
    tasks: list[Task], at: int, more_s: int
) -> None:
    one = tasks[at % len(tasks)]
    slower = [
        Task(t.number, (t.duration_s or 0) + more_s, t.needs, t.role, t.counts) if t is one else t
        for t in tasks
    ]

    assert judged(*tasks).path_s <= judged(*slower).path_s <= judged(*tasks).path_s + more_s


@settings(max_examples=examples(80), deadline=None)
@given(networks())
def test_few_people_take_no_less_time_and_many_take_as_much(tasks: list[Task]) -> None:
    alone = judged(*tasks, capacities={"a": 1, "b": 1})
    crowd = judged(*tasks, capacities={"a": 9, "b": 9})

    assert alone.total_s <= alone.staffed_s
    assert (crowd.staffed_s, crowd.bottlenecks) == (crowd.total_s, ())
    if not alone.bottlenecks:
        assert alone.staffed_s == alone.total_s


@settings(max_examples=examples(60), deadline=None)
@given(networks(), st.integers(0, 3000), st.integers(0, 3000))
def test_a_longer_rto_is_never_worse(tasks: list[Task], rto_s: int, more_s: int) -> None:
    order = list(Light)
    strict, loose = (
        judged(*tasks, targets=[Target("p", limit, None)]).status
        for limit in (rto_s, rto_s + more_s)
    )

    if order.index(strict) < order.index(Light.RED):
        assert order.index(loose) < order.index(Light.RED)


def test_every_pair_of_limits_has_a_colour() -> None:
    for rto_s, mtd_s in product([None, 0, 900, 1800], repeat=2):
        found = judged(*SWITCH, targets=[Target("p", rto_s, mtd_s)])
        over = (rto_s is not None and rto_s < 1800) or (mtd_s is not None and mtd_s < 1800)
        assert found.is_red is over
