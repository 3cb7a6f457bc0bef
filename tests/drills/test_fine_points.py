"""What is easily counted wrong in a drill: what never came, what was said in a pause, who may."""

from __future__ import annotations

from decimal import Decimal

import pytest

from drills.domain.rules import Timed, rto
from drills.domain.scoring import Rated, score
from drills.drill_page import lines_of
from drills.models import Criterion, Drill, DrillFinding, Expectation, Inject, Participant
from drills.report_messages import no_longer_draft
from drills.services import drills as verbs
from drills.services.findings import unsettled
from drills.services.hot_wash import answer_hot_wash
from drills.services.report_reminding import remind
from drills.services.reporting import approve_report, change_report
from drills.services.results import Line
from drills.services.rights import Rights, rights_of
from drills.services.rule_data import RuleData
from drills.services.running import Handled, handled_of
from drills.services.script_parts import remove_part
from followup.models import Clock, Notification
from incidents.models import Incident
from lib.errors import GuardsUnmet, Refused
from tests.drills import world
from tests.drills.evaluation.worlds import call, reported, submitted
from tests.drills.world import clock, person, the
from tests.plans.carried_out import draft

BACK = Timed("a", "A", 600, 900, 3600, is_core=True)


@pytest.mark.parametrize(
    ("down_s", "points", "missed"), [(800, None, []), (1000, 40, ["b"]), (4000, 0, ["b"])]
)
def test_one_that_came_back_does_not_answer_for_one_that_did_not(down_s, points, missed):
    found = rto([BACK, Timed("b", "B", None, 900, 3600, is_core=True, down_s=down_s)])
    assert (found.points, found.facts["core_missed"]) == (points, missed)


def test_who_plays_neither_delivers_nor_judges_whatever_else_they_are():
    being = frozenset({"manager", "player"})
    verbs_of = ("inject", "evaluate", "see_script")
    assert [Rights(being).may(one) for one in verbs_of] == [False] * 3
    assert [Rights(being, has_ended=True).may(one) for one in verbs_of] == [True] * 3
    assert Rights(being | {"evaluator"}).may("evaluate")


def test_an_inject_that_came_due_was_not_left_out_by_its_condition():
    asked = {"all": [{"expectation": "1.1", "is": "met"}]}
    rows = [("delivered", {}), ("due", asked), ("pending", asked), ("cancelled", asked)]
    assert handled_of(rows) == Handled(1, 2)


def test_the_gate_of_the_rto_is_of_core_processes_whoever_rates_it():
    one = Criterion(key="C2", group="technical", rule="rto", gate=True)
    line = Line(one, [], None, "evaluators", None, False, 0, "", has_no_core=True)
    assert line.rated().excused


def test_nine_ninths_of_a_group_are_the_whole_of_it():
    rated = [Rated(f"p{n}", "process", Decimal(75)) for n in range(9)]
    every = [Rated("t", "technical", Decimal(100)), *rated, Rated("b", "business", None)]
    assert (score(every).rated_percent, score(every).total) == (80, Decimal("90.63"))


@pytest.mark.django_db
def test_what_was_down_and_overdue_at_the_end_is_judged():
    row = world.running_drill("functional")
    Clock.objects.filter(kind="notify", exercise=True).update(
        state="breached_running", breached_at=clock("10:05")
    )
    row = verbs.end(row, by=the("cora"), at=clock("11:30"))
    data = RuleData(row, clock("11:31"))
    assert [one.taken_s for one in data.deadlines if one.kind == "notify"] == [None]
    assert [(one.code, one.down_s) for one in data.still_down] == [("road-rescue", 5400)]
    assert data.times("rto") == []


@pytest.mark.django_db
def test_after_two_standstills_in_a_row_the_ladder_has_waited_for_both():
    row = world.running_drill("functional")
    waiting = Incident.objects.get(of_drill=row).escalation.filter(state="waiting")
    before = waiting.order_by("due_at").values_list("due_at", flat=True)[0]
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:01"))
    verbs.real_event(row, by=the("olga"), at=clock("10:31"))
    verbs.mistaken(row, reason="Wrong button", by=the("olga"), at=clock("10:32"))
    verbs.resume(row, by=the("cora"), at=clock("11:01"))
    after = waiting.order_by("due_at").values_list("due_at", flat=True)[0]
    assert (after - before).total_seconds() == 3600


@pytest.mark.django_db
def test_what_is_seen_in_a_pause_is_not_late():
    row = world.running_drill()
    first = Inject.objects.get(script__drill=row, key="1")
    verbs.deliver(row, inject=first, by=the("cora"), at=clock("10:00"))
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:02"))
    one = Expectation.objects.get(inject=first)
    verbs.judge(row, expectation=one, result="met", by=the("eva"), at=clock("10:10"))
    verbs.end(row, by=the("cora"), at=clock("10:20"))
    one.refresh_from_db()
    assert (one.due_at, one.is_late) == (clock("10:23"), False)


@pytest.mark.django_db
def test_players_read_no_rating_while_it_runs_and_what_was_observed_stays():
    row = world.running_drill()
    first = Criterion.objects.get(script__drill=row, key="C1")
    verbs.rate(row, criterion=first, level="not", reason="Silent", by=the("eva"), at=clock("10:05"))
    row = Drill.objects.get(pk=row.pk)
    seen = {one.entry.type for one in lines_of(row, rights_of(row, the("carl")))}
    assert ("criterion_rated" in seen, "started" in seen) == (False, True)
    one = Expectation.objects.get(script__drill=row)
    verbs.observe(
        row, kind="neutral", text="Wait.", expectation=one, by=the("eva"), at=clock("10:06")
    )
    with pytest.raises(GuardsUnmet):
        remove_part(one, by=the("cora"), at=clock("10:07"))


@pytest.mark.django_db
def test_a_drill_nobody_has_evaluated_is_asked_for_its_report():
    row = world.ended_drill()
    remind(clock("09:00", day=5))
    told = Notification.objects.filter(kind="drill_report.due", subject_code=row.code)
    assert "eva" in set(told.values_list("person__code", flat=True))
    assert no_longer_draft(list(told)) == {}


@pytest.mark.django_db
def test_figures_stay_once_the_report_is_submitted_and_who_wrote_it_approves_nothing():
    drill = reported()
    change_report(drill, summary="It went well.", **call("mia"))
    drill = submitted(drill)
    with pytest.raises(GuardsUnmet):
        verbs.change(drill, {"complaints": 3}, read_version=None, **call("mia", "12:10"))
    with pytest.raises(GuardsUnmet) as unmet:
        approve_report(drill, **call("mia", "12:20"))
    assert [one.code for one in unmet.value.problems] == ["four_eyes"]


@pytest.mark.django_db
def test_a_plan_that_is_not_in_force_settles_no_finding():
    found = DrillFinding(kind="improvement", plan=world.plan_version().plan)
    assert not unsettled(found)
    found.plan = draft("fresh", author=the("mia"), owner=person("olga")).plan
    assert unsettled(found)


@pytest.mark.django_db
def test_numbers_tell_nothing_of_who_answered():
    drill = world.ended_drill()
    notes = [
        answer_hot_wash(drill, went_well="Calm.", anonymous=True, by=the(name), at=clock("12:00"))
        for name in ("carl", "iris", "olga")
    ]
    gaps = {after.pk - before.pk for before, after in zip(notes, notes[1:], strict=False)}
    assert 1 not in gaps


@pytest.mark.django_db
def test_real_work_is_not_hurried():
    with pytest.raises(Refused) as refused:
        world.planned_drill("functional", speed=2)
    assert [one.field for one in refused.value.problems] == ["speed"]
    row = world.planned_drill(speed=2)
    with pytest.raises(Refused):
        verbs.change(row, {"type": "full"}, read_version=None, by=the("mia"), at=clock("08:10"))


@pytest.mark.django_db
def test_ones_own_data_name_no_drill_without_notice_to_come():
    from drills.personal_part import DrillsOfPerson

    row = world.planned_drill(no_notice=True)
    Participant.objects.create(drill=row, person=person("carl"))
    assert DrillsOfPerson().export(person("carl"))["took_part"] == []
    assert DrillsOfPerson().export(person("cora"))["took_part"] != []
