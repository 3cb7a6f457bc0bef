"""The grade of an incident by rule: AT-026, the examples of the source, and what always holds."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.suggestion import (
    CAP,
    GRADES,
    Ahead,
    Failure,
    Objective,
    Reason,
    Suggestion,
    suggest,
)

DAY = 86_400
NOTHING = Decimal(0)


def grade(*failures: Failure, elapsed_s: int = 0, loss: Decimal | None = NOTHING) -> str:
    return suggest(failures, elapsed_s, loss).grade


@pytest.mark.parametrize(
    ("importance", "extent", "regions", "expected"),
    [
        ("core", "full", "all", "I"),
        ("core", "partial", 2, "II"),
        ("important", "full", 1, "III"),
        ("general", "full", 0, "IV"),
        # Where the attributes point to different grades the more severe counts …
        ("core", "full", 1, "I"),
        ("core", "full", 0, "I"),
        ("core", "partial", "all", "I"),
        ("core", "partial", 0, "II"),
        ("important", "partial", 0, "III"),
        # … but the scope raises no further than the system's importance allows.
        ("important", "full", 2, "II"),
        ("important", "full", "all", "II"),
        ("general", "full", "all", "IV"),
        ("general", "partial", 3, "IV"),
    ],
)
def test_the_table_of_grades(importance, extent, regions, expected):
    assert grade(Failure(importance, extent, regions)) == expected


def test_data_analysis_down_nationwide_is_minor_and_after_its_rto_significant():
    failure = Failure("general", "full", "all", (Objective("bi", rto_s=DAY),), "bi")
    assert grade(failure) == "IV"
    assert grade(failure, elapsed_s=DAY - 1) == "IV"
    assert grade(failure, elapsed_s=DAY) == "III"
    told = suggest([failure], 0, NOTHING).forecast
    assert told == (
        Ahead("III", DAY, Reason("rto", {"process": "bi", "rto_s": DAY, "grade": "III"})),
    )


def test_an_unknown_system_is_major_at_most_whatever_is_assumed_of_it():
    assert grade(Failure(None, "full", "all")) == "II"
    assert grade(Failure(None, None, None)) == "II"
    assert grade() == "II"
    late = Failure(None, "full", "all", (Objective("x", 900, 3600, life_safety=True),))
    assert grade(late, elapsed_s=DAY) == "II"
    assert grade(Failure("core", "full", "all", known=False)) == "II"
    assert grade(Failure("general", "full", "all", known=False)) == "IV"


def test_what_is_not_known_is_assumed_at_its_worst_and_told():
    found = suggest([Failure("important", None, None)], 0, None)
    assert found.grade == "II"
    assert [one.params["what"] for one in found.reasons if one.code == "assumed"] == [
        "kind",
        "regions",
    ]
    assert found.reasons[-1] == Reason("loss_unknown")


def test_life_safety_is_one_grade_up_and_at_least_major():
    saves = (Objective("rescue", life_safety=True),)
    assert grade(Failure("general", "full", 0, saves)) == "II"
    assert grade(Failure("important", "full", 0, saves)) == "II"
    assert grade(Failure("core", "partial", 1, saves)) == "I"


def test_the_mtd_is_at_least_major_and_of_a_core_system_critical():
    over = (Objective("x", rto_s=None, mtd_s=3600),)
    assert grade(Failure("general", "full", 0, over), elapsed_s=3600) == "II"
    assert grade(Failure("core", "partial", 0, over), elapsed_s=3600) == "I"
    assert grade(Failure("core", "partial", 0, over), elapsed_s=3599) == "II"


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("49999.99", "IV"),
        ("50000", "III"),
        ("300000", "II"),
        ("1999999.99", "II"),
        ("2000000", "I"),
    ],
)
def test_a_loss_asks_for_a_grade_of_its_own(loss, expected):
    assert grade(Failure("general", "full", 0), loss=Decimal(loss)) == expected


def test_a_milder_loss_takes_nothing_away():
    assert grade(Failure("core", "full", 0), loss=Decimal(50_000)) == "I"


def test_of_several_systems_the_most_severe_counts():
    assert grade(Failure("general", "full", 0), Failure("core", "partial", 0)) == "II"


def test_the_forecast_follows_rto_mtd_and_loss_in_order_of_time():
    failure = Failure("important", "full", 1, (Objective("parts", 14_400, 28_800),), "stock")
    found = suggest([failure], 600, NOTHING, loss_at_s=[(20_000, Decimal(2_000_000))])
    assert found.grade == "III"
    assert [(one.grade, one.at_s, one.reason.code) for one in found.forecast] == [
        ("II", 14_400, "rto"),
        ("I", 20_000, "loss"),
    ]
    assert found.next_s == 14_400


def test_a_process_that_is_back_grows_no_older():
    back = Failure("general", "full", 0, (Objective("x", 900, 3600, end_s=1000),))
    found = suggest([back], DAY, NOTHING)
    assert (found.grade, found.forecast) == ("III", ())


def test_a_process_that_failed_later_is_late_later():
    later = Failure("general", "full", 0, (Objective("x", 900, start_s=600),))
    assert grade(later, elapsed_s=1499) == "IV"
    assert grade(later, elapsed_s=1500) == "III"


def test_reasons_survive_being_kept_as_json():
    found = suggest([Failure("core", "full", 2, (Objective("x", 900),), "csm")], 900, NOTHING)
    kept = found.as_json()
    assert [Reason.from_json(one) for one in kept["reasons"]] == list(found.reasons)


seconds = st.integers(0, 3 * DAY)
objectives = st.builds(
    Objective,
    process=st.sampled_from(["a", "b"]),
    rto_s=st.none() | seconds,
    mtd_s=st.none() | seconds,
    life_safety=st.booleans(),
    start_s=st.integers(0, DAY),
)
failures = st.builds(
    Failure,
    importance=st.none() | st.sampled_from(["core", "important", "general"]),
    extent=st.none() | st.sampled_from(["full", "partial"]),
    regions=st.none() | st.just("all") | st.integers(0, 5),
    processes=st.lists(objectives, max_size=3).map(tuple),
)
amounts = st.decimals(0, 3_000_000, places=2)


def severity(found: Suggestion) -> int:
    return GRADES.index(found.grade) + 1


@given(st.lists(failures, max_size=3), seconds, seconds, amounts, amounts)
def test_time_and_loss_never_make_it_milder(asked, one_s, other_s, one, other):
    earlier, later = sorted([one_s, other_s])
    less, more = sorted([one, other])
    assert severity(suggest(asked, later, more)) <= severity(suggest(asked, earlier, less))


@given(failures, st.integers(0, 5), st.integers(0, 5), seconds)
def test_a_wider_scope_never_makes_it_milder(failure, one, other, at_s):
    narrow, wide = sorted([one, other])
    found = [
        severity(suggest([Failure(failure.importance, failure.extent, scope, failure.processes)],
                         at_s, NOTHING))
        for scope in (narrow, wide, "all")
    ]  # fmt: skip
    assert found == sorted(found, reverse=True)


@given(failures, failures, seconds, amounts)
def test_one_system_more_never_makes_it_milder(one, other, at_s, loss):
    assert severity(suggest([one, other], at_s, loss)) <= severity(suggest([one], at_s, loss))


@given(
    st.sampled_from(["core", "important", "general"]),
    st.sampled_from(["full", "partial"]),
    st.just("all") | st.integers(0, 9),
)
def test_the_scope_raises_no_further_than_the_cap(importance, extent, regions):
    found = severity(suggest([Failure(importance, extent, regions)], 0, NOTHING))
    alone = severity(suggest([Failure(importance, extent, 0)], 0, NOTHING))
    assert min(alone, CAP[importance]) <= found <= alone


@given(st.lists(failures, max_size=3), seconds, amounts)
def test_the_forecast_only_gets_worse_and_comes_true(asked, at_s, loss):
    found = suggest(asked, at_s, loss)
    steps = [severity(found), *(GRADES.index(one.grade) + 1 for one in found.forecast)]
    assert all(later < earlier for earlier, later in pairwise(steps))
    for ahead in found.forecast:
        assert ahead.at_s > at_s
        assert suggest(asked, ahead.at_s, loss).grade == ahead.grade
