"""What tasks wait for: circles are refused and named."""

from __future__ import annotations

import pytest

from accounts.models import User
from lib.errors import GuardsUnmet, Refused
from plans.domain.cycles import cycle_from, deepest_through
from plans.models import PlanVersion, TaskNeed
from plans.services.content import change_part, put_tasks_in_order, remove_part, set_needs
from plans.services.content_needs import needs_of
from tests.factories import NOON
from tests.plans.content.drafts import draft, task


@pytest.fixture
def version(alice: User) -> PlanVersion:
    return draft(alice)


@pytest.mark.parametrize(
    ("needs", "way"),
    [
        ({1: [2], 2: [3], 3: []}, None),
        ({1: [3], 3: [2], 2: [1]}, [1, 3, 2, 1]),
        ({1: [1]}, [1, 1]),
        ({1: [2, 4], 2: [3], 3: [1], 4: [1]}, [1, 4, 1]),
    ],
)
def test_the_shortest_circle(needs: dict[int, list[int]], way: list[int] | None):
    assert cycle_from(needs, 1) == way


def test_the_longest_chain_through_a_link():
    uses = {"a": ["b"], "b": ["c"], "c": ["d", "e"], "e": ["f"]}
    assert deepest_through(uses, "b", "c") == ["a", "b", "c", "e", "f"]


def test_a_circle_of_tasks_is_named(version: PlanVersion):
    one = task(version)
    task(version, needs=[1])
    task(version, needs=[2])
    with pytest.raises(Refused) as refusal:
        set_needs(one, [3], by=version.author, at=NOON)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.field) == ("cycle", "needs")
    assert str(problem.message) == "These wait for each other in a circle: 1 → 3 → 2 → 1."


def test_nothing_is_kept_of_a_refused_task(version: PlanVersion):
    with pytest.raises(Refused) as refusal:
        task(version, needs=[9])
    assert refusal.value.problems[0].code == "unknown_task"
    assert version.tasks.count() == 0


def test_needs_count_as_a_change_of_the_task(version: PlanVersion):
    task(version)
    two = task(version)
    assert change_part(two, read_version=1, by=version.author, at=NOON, needs=[1]) == ["needs"]
    assert two.version == 2
    assert change_part(two, read_version=2, by=version.author, at=NOON, needs=[1]) == []


def test_who_waited_for_a_removed_task_waits_for_its_needs(version: PlanVersion):
    task(version)
    middle = task(version, needs=[1])
    task(version, needs=[2])
    remove_part(middle, by=version.author, at=NOON)
    assert needs_of(version) == {1: set(), 3: {1}}


def test_tasks_in_the_order_of_their_needs(version: PlanVersion):
    one = task(version)
    task(version)
    task(version)
    set_needs(one, [3], by=version.author, at=NOON)
    put_tasks_in_order(version, by=version.author, at=NOON)
    assert list(version.tasks.values_list("number", flat=True)) == [2, 3, 1]


def test_tasks_are_renumbered_with_their_needs(version: PlanVersion):
    one = task(version, 10)
    task(version, 20)
    set_needs(one, [20], by=version.author, at=NOON)
    put_tasks_in_order(version, by=version.author, at=NOON, renumber=True)
    assert needs_of(version) == {1: set(), 2: {1}}


def test_a_circle_written_by_hand_has_no_order(version: PlanVersion):
    one, two = task(version), task(version, needs=[1])
    TaskNeed.objects.create(task=one, needs=two)
    with pytest.raises(GuardsUnmet) as refusal:
        put_tasks_in_order(version, by=version.author, at=NOON)
    assert refusal.value.problems[0].code == "cycle"


def test_a_circle_of_plans_is_named(alice: User):
    first, second = draft(alice, "a"), draft(alice, "b")
    task(first, sub_plan=second.plan)
    with pytest.raises(Refused) as refusal:
        task(second, sub_plan=first.plan)
    (problem,) = refusal.value.problems
    assert (problem.field, str(problem.message)) == (
        "sub_plan",
        "These wait for each other in a circle: b → a → b.",
    )


def test_a_plan_is_no_part_of_itself(alice: User):
    only = draft(alice, "a")
    with pytest.raises(Refused):
        task(only, sub_plan=only.plan)


def test_plans_lie_five_deep_at_most(alice: User):
    chain = [draft(alice, code) for code in "abcdefg"]
    for above, below in zip(chain[1:], chain[2:], strict=False):
        task(above, sub_plan=below.plan)
    with pytest.raises(Refused) as refusal:
        task(chain[0], sub_plan=chain[1].plan)
    assert str(refusal.value.problems[0].message) == (
        "Plans lie more than 5 deep: a → b → c → d → e → f → g."
    )
