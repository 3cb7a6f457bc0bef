"""Carrying out a plan: what is frozen, what opens, what is written down (docs/method.md §33)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from followup.models import Clock, Notification
from followup.services.timeline import broken_at
from lib.errors import GuardsUnmet, Refused, StaleVersion
from plans.models import ChangeRequest, Plan, PlanActivation, PlanTask
from plans.planned_durations import Offered, offered
from plans.services import activations as verbs
from tests import factories
from tests.plans.carried_out import draft, in_force, minute, role, run, states, task, three_steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policies() -> None:
    factories.clock_policies()


@pytest.fixture
def plan() -> Plan:
    return three_steps().plan


def begun(plan: Plan, by: User, **fields: object) -> PlanActivation:
    return verbs.activate(plan, reason="Dispatch is down", by=by, at=minute(0), **fields)  # type: ignore[arg-type]


def problem(caught: pytest.ExceptionInfo[GuardsUnmet] | pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.problems[0].code


def test_tasks_are_frozen_and_the_first_can_begin(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)

    assert activation.code == "PA-2026-0001"
    assert states(activation) == {1: "open", 2: "pending", 3: "pending"}
    assert (run(activation, 1).opened_at, run(activation, 2).needs) == (minute(0), [1])
    assert [one.type for one in activation.timeline.all()] == ["activated"]


def test_a_newer_version_changes_nothing_of_it(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    version = plan.versions.get()
    version.status, version.ended_at = "superseded", minute(1)
    version.save()

    assert activation.plan_version == version
    assert run(activation, 1).title_en == "Step 1"


def test_plan_that_is_not_in_force_is_refused(manager: User) -> None:
    with pytest.raises(GuardsUnmet) as caught:
        begun(draft("new").plan, manager)

    assert problem(caught) == "nothing_effective"


def test_who_only_reads_plans_activates_none(plan: Plan, auditor: User) -> None:
    with pytest.raises(PermissionDenied):
        begun(plan, auditor)


def test_second_activation_is_asked_for_twice(plan: Plan, manager: User) -> None:
    begun(plan, manager)

    with pytest.raises(GuardsUnmet) as caught:
        begun(plan, manager)
    assert problem(caught) == "already_active"
    assert begun(plan, manager, separately=True).code == "PA-2026-0002"
    assert begun(plan, manager, exercise=True).exercise is True


def test_same_key_and_same_event_answer_the_same_activation(plan: Plan, manager: User) -> None:
    event = {"subject_kind": "incident", "subject_code": "INC-2026-0001"}
    first = begun(plan, manager, key="k", **event)

    assert begun(plan, manager, key="k") == first
    assert begun(plan, manager, **event) == first


def test_done_opens_what_waited(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.start_task(activation, 1, by=manager, at=minute(1))
    verbs.complete_task(activation, 1, by=manager, at=minute(4), result="Called in")

    assert states(activation) == {1: "done", 2: "open", 3: "open"}
    one = run(activation, 1)
    assert (one.started_at, one.ended_at, one.result) == (minute(1), minute(4), "Called in")
    last = activation.timeline.last()
    assert last is not None
    assert last.payload == {
        "task": 1,
        "verb": "complete",
        "old": "in_progress",
        "new": "done",
        "opened": [2, 3],
    }


def test_done_twice_is_one_event(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(4))
    verbs.complete_task(activation, 1, by=manager, at=minute(5))

    assert activation.timeline.filter(type="task_changed").count() == 1
    assert run(activation, 1).ended_at == minute(4)


def test_what_the_second_wrote_is_kept_as_a_note(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(4))
    verbs.complete_task(activation, 1, by=manager, at=minute(5), result="By radio")

    assert list(activation.timeline.values_list("type", "text"))[-1] == ("note", "By radio")


def test_waiting_task_cannot_be_done(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)

    with pytest.raises(GuardsUnmet, match="waits for the task 1"):
        verbs.complete_task(activation, 2, by=manager, at=minute(1))


def test_evidence_is_asked_for(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(1))

    with pytest.raises(Refused) as caught:
        verbs.complete_task(activation, 3, by=manager, at=minute(2))
    assert (problem(caught), caught.value.problems[0].field) == ("required", "evidence")
    verbs.complete_task(activation, 3, by=manager, at=minute(2), evidence="Photo 12")
    activation.refresh_from_db()
    assert activation.level == "fully"


def test_failed_task_blocks_and_tells_who_stands_in(manager: User) -> None:
    backup = factories.user("backup")
    version = draft("phones")
    task(version, 1, backup_role=role("backup", factories.person("backup", user=backup)))
    task(version, 2, needs=[1])
    activation = begun(in_force(version).plan, manager)
    verbs.fail_task(activation, 1, reason="No line", by=manager, at=minute(2))

    assert states(activation) == {1: "failed", 2: "pending"}
    told = Notification.objects.filter(kind="plan_task.failed", channel="in_app")
    assert backup.pk in set(told.values_list("user_id", flat=True))


def test_skipped_task_lets_the_others_go_on(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.fail_task(activation, 1, reason="No line", by=manager, at=minute(2))
    verbs.skip_task(activation, 1, reason="By hand", by=manager, at=minute(3))

    assert states(activation) == {1: "skipped", 2: "open", 3: "open"}


def test_reopened_task_holds_back_what_was_not_begun(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(1))
    verbs.start_task(activation, 2, by=manager, at=minute(2))
    verbs.reopen_task(activation, 1, by=manager, at=minute(3))

    assert states(activation) == {1: "open", 2: "in_progress", 3: "pending"}
    assert run(activation, 1).ended_at is None


def test_holder_of_the_role_works_but_is_not_in_command(plan: Plan, manager: User) -> None:
    holder = factories.user("holder", "auditor")
    version = draft("hotline")
    task(version, 1, role=role("hotline", factories.person("holder", user=holder)))
    activation = begun(in_force(version).plan, manager)
    verbs.complete_task(activation, 1, by=holder, at=minute(1))

    with pytest.raises(PermissionDenied):
        verbs.reopen_task(activation, 1, by=holder, at=minute(2))
    with pytest.raises(PermissionDenied):
        verbs.end_activation(activation, outcome="Over", by=holder, at=minute(2))


def test_stranger_touches_nothing(plan: Plan, manager: User, auditor: User) -> None:
    activation = begun(plan, manager)

    with pytest.raises(PermissionDenied):
        verbs.start_task(activation, 1, by=auditor, at=minute(1))


def test_nothing_happens_before_the_activation(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)

    with pytest.raises(Refused) as caught:
        verbs.start_task(activation, 1, by=manager, at=minute(-1), recorded_at=minute(3))
    assert problem(caught) == "before_activation"


def test_late_entry_keeps_both_times(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(2), recorded_at=minute(30))
    last = activation.timeline.last()

    assert last is not None
    assert (last.at, last.recorded_at, last.payload["late_s"]) == (minute(2), minute(30), 1680)


def test_limit_runs_from_the_activation_and_is_met(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    clock = Clock.objects.get(kind="contingency_step")
    assert (clock.subject_code, clock.due_at) == (f"{activation.code}:2", minute(10))

    verbs.complete_task(activation, 1, by=manager, at=minute(1))
    verbs.complete_task(activation, 2, by=manager, at=minute(12))
    clock.refresh_from_db()
    assert clock.state == "met_late"


def test_change_on_the_spot_stays_in_the_activation(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    fields = {"duration_s": 900, "needs": []}
    verbs.amend_task(activation, 2, fields=fields, by=manager, at=minute(1))

    changed = run(activation, 2)
    assert changed.amended == {
        "duration_s": {"old": 300, "new": 900},
        "needs": {"old": [1], "new": []},
    }
    assert (changed.state, PlanTask.objects.get(number=2).duration_s) == ("open", 300)


def test_circle_made_on_the_spot_is_refused_by_its_path(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)

    with pytest.raises(Refused, match="1 → 2 → 1"):
        verbs.amend_task(activation, 1, fields={"needs": [2]}, by=manager, at=minute(1))


def test_faster_colleague_is_noticed(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.amend_task(activation, 2, fields={"duration_s": 900}, by=manager, at=minute(1))

    with pytest.raises(StaleVersion):
        verbs.amend_task(
            activation, 2, read_version=1, fields={"duration_s": 60}, by=manager, at=minute(2)
        )


def test_end_asks_for_the_changes_and_for_a_review(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    verbs.amend_task(activation, 2, fields={"duration_s": 900}, by=manager, at=minute(1))
    added = verbs.add_task(activation, fields={"title_en": "Radio"}, by=manager, at=minute(2))
    verbs.end_activation(activation, outcome="Dispatch works", rating=4, by=manager, at=minute(50))

    assert (added.number, added.is_amendment, added.state) == (4, True, "open")
    found = ChangeRequest.objects.order_by("source_ref").values_list("trigger", "source_ref")
    assert list(found) == [
        ("used", "PA-2026-0001"),
        ("amendment", "PA-2026-0001:2"),
        ("amendment", "PA-2026-0001:4"),
    ]
    assert activation.timeline.last().payload == {"left": [1, 2, 3, 4], "rating": 4}  # type: ignore[union-attr]
    assert Clock.objects.live().filter(kind="contingency_step").count() == 0
    with pytest.raises(GuardsUnmet):
        verbs.start_task(activation, 1, by=manager, at=minute(51))


def test_exercise_and_mistake_do_not_count_as_used(plan: Plan, manager: User) -> None:
    exercise = begun(plan, manager, exercise=True)
    verbs.end_activation(exercise, outcome="Fine", by=manager, at=minute(5))
    mistake = begun(plan, manager)
    verbs.cancel_activation(mistake, reason="Wrong plan", by=manager, at=minute(6))

    assert ChangeRequest.objects.count() == 0


def test_restored_once_then_the_data_is_verified(plan: Plan, manager: User, bob: User) -> None:
    activation = begun(plan, manager)
    with pytest.raises(GuardsUnmet) as caught:
        verbs.verify_integrity(activation, by=manager, at=minute(1))
    assert problem(caught) == "not_restored"

    verbs.restore_activation(activation, by=manager, at=minute(40))
    verbs.restore_activation(activation, by=manager, at=minute(41))
    verbs.verify_integrity(activation, by=manager, at=minute(55))

    assert (activation.restored_at, activation.level) == (minute(40), "fully")
    assert activation.integrity_at == minute(55)
    assert [one.type for one in activation.timeline.all()][1:] == [
        "restored",
        "integrity_verified",
    ]


def test_timeline_is_chained(plan: Plan, manager: User) -> None:
    activation = begun(plan, manager)
    for number in (1, 2):
        verbs.complete_task(activation, number, by=manager, at=minute(number))

    assert broken_at(activation.timeline.order_by("seq")) is None


def test_holders_hear_of_their_tasks_once(manager: User) -> None:
    anna = factories.user("anna")
    hotline = role("hotline", factories.person("anna", user=anna))
    version = draft("calls")
    task(version, 1, role=hotline)
    task(version, 2, role=hotline, needs=[1])
    activation = begun(in_force(version).plan, manager)
    verbs.complete_task(activation, 1, by=manager, at=minute(1))

    told = Notification.objects.filter(user=anna, channel="in_app").order_by("pk")
    assert list(told.values_list("kind", "subject_code")) == [
        ("plan_activation.started", activation.code),
        ("plan_task.open", f"{activation.code}:2"),
    ]
    started = told.first()
    assert started is not None
    assert (started.params["tasks"], started.params["now"]) == ("1, 2", "1")


def test_median_of_the_last_three_is_offered(plan: Plan, manager: User) -> None:
    for number, minutes in enumerate((90, 4, 20, 6)):
        activation = verbs.activate(
            plan, reason="Again", separately=True, by=manager, at=minute(100 * number)
        )
        verbs.start_task(activation, 1, by=manager, at=minute(100 * number))
        verbs.complete_task(activation, 1, by=manager, at=minute(100 * number + minutes))

    assert offered(plan.versions.get()) == {1: Offered(360, 3, minute(306))}
