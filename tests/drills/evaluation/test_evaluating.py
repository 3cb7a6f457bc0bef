"""Criteria are rated, settled, and rated by data; the evaluation ends when all of them are."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bia.models import Process
from drills.models import Criterion, CriterionResult, Drill, Participant
from drills.services import drills as verbs
from drills.services.measured import count_records, enter_figures, enter_measured, review_measured
from drills.services.ratings import rate
from drills.services.results import lines_of, refresh_results, settle, unsettle
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.drills import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def ended(type: str = "tabletop", **fields) -> Drill:
    return world.ended_drill(type, **fields)


def the_criterion(drill: Drill, key: str) -> Criterion:
    return Criterion.objects.get(script__drill=drill, key=key)


def call(name: str, time: str = "11:40"):
    return {"by": world.the(name), "at": clock(time)}


def result(drill: Drill, key: str) -> tuple[str, str | None]:
    row = CriterionResult.objects.get(criterion=the_criterion(drill, key))
    return row.source, None if row.points is None else str(row.points)


def test_evaluators_rate_and_the_official_result_is_their_mean():
    drill = ended()
    one = the_criterion(drill, "C1")
    rate(drill, criterion=one, level="achieved", **call("eva"))
    rate(drill, criterion=one, level="mostly", **call("cora"))
    assert result(drill, "C1") == ("evaluators", "87.50")
    # C2, half of what weighs, is not evaluated: no total, and nobody counts it as 0.
    assert (drill.score, drill.verdict, drill.outcome["rated_percent"]) == (None, "", "37.50")


def test_players_and_strangers_rate_nothing():
    drill = ended()
    for name in ("carl", "olga", "charlie"):
        with pytest.raises(PermissionDenied):
            rate(drill, criterion=the_criterion(drill, "C1"), level="achieved", **call(name))


@pytest.mark.slow
def test_saying_the_same_again_is_one_deed():
    drill = ended()
    one = the_criterion(drill, "C1")
    rate(drill, criterion=one, level="achieved", **call("eva"))
    entries = drill.timeline.count()
    rate(drill, criterion=one, level="achieved", **call("eva"))
    assert drill.timeline.count() == entries


@pytest.mark.slow
def test_two_windows_of_one_evaluator_do_not_overwrite_each_other():
    drill = ended()
    one = the_criterion(drill, "C1")
    first = rate(drill, criterion=one, level="achieved", **call("eva"))
    seen = first.version
    rate(drill, criterion=one, level="mostly", **call("eva"))
    with pytest.raises(StaleVersion):
        rate(drill, criterion=one, level="not", read_version=seen, **call("eva"))


def test_what_does_not_apply_says_why():
    drill = ended()
    with pytest.raises(Refused) as refused:
        rate(drill, criterion=the_criterion(drill, "C1"), level="na", **call("eva"))
    assert [one.field for one in refused.value.problems] == ["reason"]


def test_evaluators_two_levels_apart_are_settled_by_the_lead_with_a_reason():
    drill = ended()
    one = the_criterion(drill, "C1")
    rate(drill, criterion=one, level="achieved", **call("eva"))
    rate(drill, criterion=one, level="partly", **call("cora"))
    codes = [problem.code for problem in verbs.unmet(drill, "finish_evaluation", by=None,
                                                     at=clock("11:45"))]  # fmt: skip
    assert codes == ["not_settled", "not_rated", "attendance_open"]
    with pytest.raises(PermissionDenied):
        settle(drill, criterion=one, level="mostly", reason="Both saw it.", **call("cora"))
    with pytest.raises(Refused):
        settle(drill, criterion=one, level="mostly", reason=" ", **call("eva"))
    settle(drill, criterion=one, level="mostly", reason="Both saw a part.", **call("eva"))
    assert result(drill, "C1") == ("settled", "75.00")
    # Ratings that come later stay apart from what was settled.
    rate(drill, criterion=one, level="not", **call("cora"))
    assert result(drill, "C1") == ("settled", "75.00")
    unsettle(drill, criterion=one, **call("eva"))
    assert result(drill, "C1") == ("evaluators", "50.00")


def test_a_measured_time_rates_its_criterion_and_a_missed_core_rto_caps_the_verdict():
    world.system()
    process = Process.objects.get(code="road-rescue")
    drill = ended(processes=[process])
    type(process).objects.filter(pk=process.pk).update(critical=True)
    rate(drill, criterion=the_criterion(drill, "C1"), level="achieved", **call("eva"))
    enter_measured(drill, subject=process, kind="rto", value_s=1000, **call("eva"))
    assert result(drill, "C2") == ("auto", "75.00")
    drill.refresh_from_db()
    # 62.5 * 75 + 37.5 * 100
    assert (str(drill.score), drill.verdict, drill.outcome["uncapped"]) == (
        "84.38", "partly", "good",
    )  # fmt: skip
    row = drill.measured.get()
    assert (row.target_s, row.accepted) == (900, None)
    review_measured(drill, row, accepted=False, note="Stopwatch failed.", **call("eva"))
    # What does not count rates nothing.
    assert result(drill, "C2") == ("evaluators", None)


def test_attendance_is_rated_by_who_came_in_time():
    drill = ended()
    one = the_criterion(drill, "C1")
    Criterion.objects.filter(pk=one.pk).update(rule="attendance")
    refresh_results(drill, clock("11:40"))
    assert result(drill, "C1") == ("evaluators", None)
    for name, time in (("carl", "10:15"), ("iris", "10:16")):
        Participant.objects.filter(drill=drill, person__code=name).update(present_from=clock(time))
    refresh_results(drill, clock("11:40"))
    assert result(drill, "C1") == ("auto", "50.00")


def test_complaints_and_records_are_entered():
    drill = ended()
    one, two = the_criterion(drill, "C1"), the_criterion(drill, "C2")
    Criterion.objects.filter(pk=one.pk).update(rule="complaints", params={"tolerance": 4})
    Criterion.objects.filter(pk=two.pk).update(rule="integrity")
    enter_figures(drill, complaints=5, loss=None, cost_actual=Decimal(100), **call("eva"))
    count_records(drill, two, checked=1000, whole=999, repaired=True, **call("eva"))
    assert (result(drill, "C1"), result(drill, "C2")) == (("auto", "75.00"), ("auto", "40.00"))
    with pytest.raises(Refused):
        count_records(drill, two, checked=10, whole=11, **call("eva"))
    with pytest.raises(Refused):
        count_records(drill, one, checked=10, whole=1, **call("eva"))


def test_the_evaluation_ends_with_every_criterion_rated_and_the_attendance_locked():
    drill = ended()
    for key in ("C1", "C2"):
        rate(drill, criterion=the_criterion(drill, key), level="achieved", **call("eva"))
    drill.participants.filter(present_from=None).update(present_from=drill.started_at)
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.finish_evaluation(drill, **call("eva", "11:50"))
    assert [one.code for one in unmet.value.problems] == ["attendance_open"]
    verbs.lock_attendance(drill, **call("cora", "11:45"))
    row = verbs.finish_evaluation(drill, **call("eva", "11:50"))
    assert (row.status, str(row.score), row.verdict) == ("reporting", "100.00", "excellent")
    with pytest.raises(GuardsUnmet):
        rate(row, criterion=the_criterion(drill, "C1"), level="not", **call("eva", "11:55"))


@pytest.mark.slow
def test_a_criterion_that_does_not_apply_is_evaluated():
    drill = ended()
    rate(drill, criterion=the_criterion(drill, "C1"), level="achieved", **call("eva"))
    rate(drill, criterion=the_criterion(drill, "C2"), level="na", reason="No DR.", **call("eva"))
    lines = lines_of(drill, clock("11:45"))
    assert [(one.is_evaluated, one.na, one.reason) for one in lines] == [
        (True, False, ""),
        (True, True, "No DR."),
    ]
    drill.refresh_from_db()
    assert (str(drill.score), drill.verdict) == ("100.00", "excellent")
