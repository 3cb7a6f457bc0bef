"""A drill on the run: injects come by the time of the script, whatever stands still or hurries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from drills.jobs.inject import inject_now
from drills.models import Drill, DrillEntry, Expectation, Inject
from drills.services import drills as verbs
from drills.services import running
from drills.services.expectations import judge, results_of
from drills.services.observations import observe
from followup.models import Notification
from followup.services.wording import words_of
from lib.errors import GuardsUnmet, Refused
from tests.drills.world import person, running_drill, the
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def inject(drill: Drill, key: str) -> Inject:
    return Inject.objects.get(script__drill=drill, key=key)


def expectation(drill: Drill, key: str = "1.1") -> Expectation:
    return Expectation.objects.get(script__drill=drill, key=key)


def due(drill: Drill) -> dict[str, str]:
    rows = Inject.objects.filter(script__drill=drill, due_at__isnull=False)
    return {one.key: f"{local(one.due_at)}" for one in rows}


def local(at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M:%S}" if at else ""


def deliver(drill: Drill, key: str, at: str, **more: Any) -> Inject:
    return running.deliver(drill, inject=inject(drill, key), by=the("cora"), at=clock(at), **more)


def entries(drill: Drill, type: str) -> list[DrillEntry]:
    return list(drill.timeline.filter(type=type))


def test_injects_are_due_by_the_script() -> None:
    drill = running_drill()
    assert due(drill) == {"1": "10:00:00", "2": "10:10:00", "3": "10:20:00", "4": "10:30:00"}


def test_a_pause_moves_what_is_to_come() -> None:
    drill = running_drill()
    drill = verbs.pause(drill, reason="Fire alarm", by=the("cora"), at=clock("10:05"))
    assert due(drill) == {}
    drill = verbs.resume(drill, by=the("cora"), at=clock("10:12"))
    assert due(drill)["2"] == "10:17:00"


def test_speed_hurries_what_is_to_come_and_what_players_have_time_for() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    assert local(expectation(drill).due_at) == "10:05:00"
    drill = running.set_speed(drill, speed=2, by=the("cora"), at=clock("10:03"))
    assert (due(drill)["3"], local(expectation(drill).due_at)) == ("10:11:30", "10:04:00")
    deliver(drill, "2", "10:06:30")
    assert inject(drill, "2").late_s == 0


@pytest.mark.slow
def test_speed_changed_in_a_pause_counts_from_its_end() -> None:
    drill = running_drill()
    drill = verbs.pause(drill, reason="Lunch", by=the("cora"), at=clock("10:02"))
    drill = running.set_speed(drill, speed=4, by=the("cora"), at=clock("10:03"))
    drill = verbs.resume(drill, by=the("cora"), at=clock("10:10"))
    assert due(drill)["2"] == "10:12:00"


def test_only_a_tabletop_hurries() -> None:
    drill = running_drill("functional")
    with pytest.raises(Refused) as refused:
        running.set_speed(drill, speed=2, by=the("cora"), at=clock("10:03"))
    assert refused.value.problems[0].code == "not_a_tabletop"


def test_what_players_have_time_for_moves_on_by_a_pause() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    drill = verbs.pause(drill, reason="Lunch", by=the("cora"), at=clock("10:02"))
    drill = verbs.resume(drill, by=the("cora"), at=clock("10:32"))
    assert local(expectation(drill).due_at) == "10:35:00"


@pytest.mark.slow
def test_delivered_in_a_pause_players_have_their_time_afterwards() -> None:
    drill = running_drill()
    drill = verbs.pause(drill, reason="Lunch", by=the("cora"), at=clock("10:02"))
    one = deliver(drill, "1", "10:20")
    assert (one.status, one.late_s) == ("delivered", 120)
    drill = verbs.resume(drill, by=the("cora"), at=clock("10:30"))
    assert local(expectation(drill).due_at) == "10:35:00"


def test_early_and_late_is_written_down() -> None:
    drill = running_drill()
    assert (deliver(drill, "2", "10:07").late_s, deliver(drill, "1", "10:08").late_s) == (-180, 480)
    assert [one.payload["inject"] for one in entries(drill, "inject_delivered")] == ["2", "1"]


def test_delivered_twice_it_is_one() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:01")
    assert deliver(drill, "1", "10:05").late_s == 60
    assert len(entries(drill, "inject_delivered")) == 1


def test_what_is_due_asks_its_controller_once_and_delivers_itself() -> None:
    drill = running_drill()
    assert inject_now(at=clock("10:21")) == 3
    assert inject_now(at=clock("10:22")) == 0
    states = dict(Inject.objects.filter(script__drill=drill).values_list("key", "status"))
    assert states == {"1": "due", "2": "due", "3": "delivered", "4": "pending"}
    asked = Notification.objects.filter(kind="drill.inject_due", user=the("cora"))
    assert sorted(asked.values_list("mark", "channel")) == [("1", "in_app"), ("2", "in_app")]
    told = Notification.objects.filter(kind="drill.inject", mark="3", channel="in_app")
    assert set(told.values_list("user__username", flat=True)) == {"carl", "iris"}


@pytest.mark.slow
def test_an_inject_whose_controller_is_not_there_asks_the_others() -> None:
    drill = running_drill()
    Inject.objects.filter(pk=inject(drill, "1").pk).update(controller=person("dan"))
    inject_now(at=clock("10:01"))
    asked = Notification.objects.filter(kind="drill.inject_due")
    assert [one.user for one in asked] == [the("cora")]


def test_a_condition_waits_for_its_expectation() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    inject_now(at=clock("10:40"))
    assert inject(drill, "4").status == "pending"
    judge(drill, expectation=expectation(drill), result="met", by=the("eva"), at=clock("10:41"))
    inject_now(at=clock("10:42"))
    assert inject(drill, "4").status == "due"


def test_one_whose_condition_never_came_true_does_not_count() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    running.skip(
        drill, inject=inject(drill, "2"), reason="Clear", by=the("cora"), at=clock("10:10")
    )
    assert running.handled(drill) == running.Handled(2, 3)
    ended = verbs.end(drill, by=the("cora"), at=clock("10:15"))
    assert running.handled(ended) == running.Handled(2, 3)
    assert [inject(drill, key).status for key in ("3", "4")] == ["cancelled", "cancelled"]


def test_an_inject_goes_to_whom_it_is_for_and_to_nobody_outside() -> None:
    drill = running_drill()
    inject(drill, "2").to_people.add(person("dan"))
    deliver(drill, "2", "10:10")
    told = Notification.objects.filter(kind="drill.inject", mark="2")
    assert set(told.values_list("person__code", flat=True)) == {"carl"}


def test_skipped_needs_a_reason_and_may_still_be_delivered() -> None:
    drill = running_drill()
    with pytest.raises(Refused) as refused:
        running.skip(
            drill, inject=inject(drill, "2"), reason=" ", by=the("cora"), at=clock("10:10")
        )
    assert refused.value.problems[0].field == "reason"
    running.skip(
        drill, inject=inject(drill, "2"), reason="Known", by=the("cora"), at=clock("10:10")
    )
    one = deliver(drill, "2", "10:15")
    assert (one.status, one.skip_reason) == ("delivered", "")


def test_players_deliver_nothing_and_judge_nothing() -> None:
    drill = running_drill()
    for verb in (
        lambda: running.deliver(
            drill, inject=inject(drill, "1"), by=the("carl"), at=clock("10:01")
        ),
        lambda: judge(
            drill, expectation=expectation(drill), result="met", by=the("carl"), at=clock("10:01")
        ),
    ):
        with pytest.raises(PermissionDenied):
            verb()


@pytest.mark.slow
def test_an_inject_of_another_script_is_refused() -> None:
    drill = running_drill()
    other = Inject.objects.exclude(script__drill=drill).first()
    assert other is not None
    with pytest.raises(Refused) as refused:
        running.deliver(drill, inject=other, by=the("cora"), at=clock("10:01"))
    assert refused.value.problems[0].code == "not_here"


@pytest.mark.slow
def test_nothing_is_delivered_after_the_end() -> None:
    drill = running_drill()
    drill = verbs.end(drill, by=the("cora"), at=clock("10:15"))
    with pytest.raises(GuardsUnmet):
        deliver(drill, "1", "10:16")


def test_seen_after_its_time_it_is_late() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    one = judge(
        drill, expectation=expectation(drill), result="met", observed_at=clock("10:07"),
        by=the("eva"), at=clock("10:09"),
    )  # fmt: skip
    said = entries(drill, "expectation_judged")[0].payload
    assert (one.is_late, said["overdue_s"]) == (True, 120)


def test_what_a_phone_sends_late_does_not_undo_what_was_said_later() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    one = expectation(drill)
    judge(drill, expectation=one, result="met", by=the("eva"), at=clock("10:10"))
    kept = judge(
        drill, expectation=one, result="not", by=the("mia"), at=clock("10:04"),
        recorded_at=clock("10:20"),
    )  # fmt: skip
    assert (kept.result, results_of(drill)) == ("met", {"1.1": "met"})
    assert entries(drill, "expectation_judged")[-1].payload["outdated"] is True


@pytest.mark.slow
def test_a_judgement_is_taken_back() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    one = expectation(drill)
    judge(drill, expectation=one, result="not", by=the("eva"), at=clock("10:10"))
    judge(drill, expectation=one, result="open", by=the("eva"), at=clock("10:11"))
    one = expectation(drill)
    assert (one.result, one.observed_at, one.evaluator) == ("open", None, None)


@pytest.mark.slow
def test_nobody_is_judged_by_what_was_not_delivered() -> None:
    drill = running_drill()
    with pytest.raises(GuardsUnmet):
        judge(drill, expectation=expectation(drill), result="not", by=the("eva"), at=clock("10:10"))
    kept = judge(
        drill, expectation=expectation(drill), result="na", by=the("eva"), at=clock("10:10")
    )
    assert kept.result == "na"


def test_an_observation_sent_twice_is_one() -> None:
    drill = running_drill()
    call = {"by": the("eva"), "at": clock("10:10")}
    first = observe(drill, kind="strength", text="Calm on the phone", key="k1", **call)
    again = observe(drill, kind="strength", text="Calm on the phone", key="k1", **call)
    assert (first.pk, drill.observations.count()) == (again.pk, 1)


@pytest.mark.slow
def test_everybody_who_takes_part_writes_into_the_log() -> None:
    drill = running_drill()
    for name in ("carl", "eva", "olga"):
        running.log(drill, text=f"{name} was here", by=the(name), at=clock("10:10"))
    with pytest.raises(PermissionDenied):
        running.log(drill, text="outside", by=the("dan"), at=clock("10:11"))
    assert [one.text for one in entries(drill, "note")] == [
        "carl was here", "eva was here", "olga was here",
    ]  # fmt: skip


def test_nothing_comes_while_a_real_event_has_the_floor() -> None:
    drill = running_drill()
    Drill.objects.filter(pk=drill.pk).update(status="interrupted")
    drill = Drill.objects.get(pk=drill.pk)
    running.reschedule(drill, clock("10:05"))
    assert (due(drill), inject_now(at=clock("10:40"))) == ({}, 0)
    with pytest.raises(GuardsUnmet):
        deliver(drill, "1", "10:06")


def test_the_message_says_that_it_is_a_drill_and_what_players_read() -> None:
    drill = running_drill()
    Inject.objects.filter(pk=inject(drill, "2").pk).update(channel="email")
    deliver(drill, "2", "10:10")
    row = Notification.objects.get(kind="drill.inject", channel="email")
    said = {
        language: words_of(row, language=language, zone=ZoneInfo("UTC"))
        for language in ("en", "zh-hans")
    }
    assert said["en"].marked_title.startswith("[DRILL")
    assert [one.text for one in said.values()] == ["Queue grows.", "Queue grows。"]
    assert (row.url, row.urgent) == (f"/drills/{drill.code}/run/", True)


def test_a_group_counts_together_for_a_condition() -> None:
    drill = running_drill()
    deliver(drill, "1", "10:00")
    first = expectation(drill)
    Expectation.objects.filter(pk=first.pk).update(group="a", needs="one")
    Expectation.objects.create(
        script=first.script, inject=first.inject, key="1.2", group="a", needs="one"
    )
    judge(
        drill, expectation=expectation(drill, "1.2"), result="met", by=the("eva"), at=clock("10:02")
    )
    assert results_of(drill) == {"1.1": "met", "1.2": "met"}
