"""Two people do the same thing at the same moment (CON-1, E13)."""

from __future__ import annotations

import pytest

from accounts.models import User
from lib.errors import GuardsUnmet
from plans.models import PlanActivation, TaskRun
from plans.services import activations as verbs
from tests import factories
from tests.at_once import at_once
from tests.plans.carried_out import draft, in_force, minute, states, task, three_steps

pytestmark = pytest.mark.django_db(transaction=True)


def colleague(name: str) -> User:
    return User.objects.get(pk=factories.user(name, "continuity_manager").pk)


def test_the_same_task_is_done_once() -> None:
    factories.clock_policies()
    anna, bert = colleague("anna"), colleague("bert")
    activation = verbs.activate(three_steps().plan, reason="Down", by=anna, at=minute(0))

    def done(by: User) -> TaskRun:
        same = PlanActivation.objects.get(pk=activation.pk)
        return verbs.complete_task(same, 1, by=by, at=minute(3))

    found = at_once(lambda: done(anna), lambda: done(bert))

    assert [one.state for one in found] == ["done", "done"]
    assert activation.timeline.filter(type="task_changed").count() == 1
    assert states(activation) == {1: "done", 2: "open", 3: "open"}


def test_two_needs_done_at_once_open_what_waits_for_both() -> None:
    factories.clock_policies()
    anna, bert = colleague("anna"), colleague("bert")
    version = draft("both")
    task(version, 1)
    task(version, 2)
    task(version, 3, needs=[1, 2])
    activation = verbs.activate(in_force(version).plan, reason="Down", by=anna, at=minute(0))

    def done(number: int, by: User) -> TaskRun:
        same = PlanActivation.objects.get(pk=activation.pk)
        return verbs.complete_task(same, number, by=by, at=minute(3))

    at_once(lambda: done(1, anna), lambda: done(2, bert))

    assert states(activation) == {1: "done", 2: "done", 3: "open"}


def test_a_plan_is_activated_once() -> None:
    factories.clock_policies()
    anna, bert = colleague("anna"), colleague("bert")
    plan = three_steps().plan

    found = at_once(
        lambda: verbs.activate(plan, reason="Down", by=anna, at=minute(0)),
        lambda: verbs.activate(plan, reason="Down", by=bert, at=minute(0)),
    )

    assert PlanActivation.objects.count() == 1
    assert sorted(type(one).__name__ for one in found) == [GuardsUnmet.__name__, "PlanActivation"]
