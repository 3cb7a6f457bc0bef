"""Who is green, amber or red, and why (PLN-11, E31)."""

from datetime import UTC, datetime, timedelta

from plans.domain.phones import judge_phone
from plans.domain.reachability import Asked, state_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOOD = (judge_phone("13912345678"), judge_phone("021 6888 1234"))


def state(*asked, days=0.0, phones=GOOD, is_active=True):
    return state_of(
        is_active=is_active,
        phones=phones,
        asked=asked,
        at=NOON + timedelta(days=days),
        amber_days=7,
        red_days=30,
    )


def said(one):
    return one.level, [why.code for why in one.because]


def waiting(days=0.0):
    return Asked(NOON + timedelta(days=days), is_waiting=True)


def answered(days=0.0, **fields):
    at = NOON + timedelta(days=days)
    return Asked(at, answered_at=at, **({"correct": True, "answered_by": "link"} | fields))


def test_nobody_asked_is_unknown():
    assert said(state()) == ("unknown", [])
    assert state().numbers_ok == 2


def test_silence_turns_amber_after_7_days_and_red_after_30():
    levels = [state(waiting(), days=days).level for days in (0, 6.99, 7, 29.99, 30)]
    assert levels == ["unknown", "unknown", "amber", "amber", "red"]


def test_who_answered_before_stays_green_until_amber():
    before = answered(-90)
    assert [state(before, waiting(), days=days).level for days in (6, 7, 30)] == [
        "ok",
        "amber",
        "red",
    ]


def test_a_new_link_does_not_start_the_time_anew():
    old = Asked(NOON, renewed=True)
    assert said(state(old, waiting(20), days=30)) == ("red", ["not_answered"])
    assert state(old, waiting(20), days=30).because[0].since == NOON


def test_a_link_that_was_replaced_before_the_last_answer_counts_no_more():
    old = Asked(NOON, renewed=True)
    assert state(old, answered(10), waiting(100), days=106).level == "ok"


def test_who_left_is_red_at_once_and_has_no_number():
    gone = state(answered(), is_active=False)
    assert said(gone) == ("red", ["left"])
    assert gone.numbers_ok == 0


def test_a_wrong_number_is_amber_until_the_next_answer():
    assert said(state(answered(correct=False), days=1)) == ("amber", ["wrong_number"])
    assert state(answered(correct=False), answered(2), days=3).level == "ok"


def test_who_declined_is_amber():
    assert said(state(answered(correct=None, answered_by="declined"))) == ("amber", ["declined"])


def test_masked_numbers_are_flagged_and_no_error():
    masked = (judge_phone("139-xxxx-xxxx"),)
    assert said(state(answered(), phones=masked)) == ("ok", ["masked_number"])
    assert state(phones=masked).numbers_ok == 0


def test_without_a_number_that_exists_nobody_is_reached():
    assert said(state(answered(), phones=())) == ("red", ["no_number"])
    bad = judge_phone("8001")
    assert said(state(phones=(bad,))) == ("red", ["invalid_number"])
    assert said(state(answered(), phones=(GOOD[0], bad))) == ("ok", ["invalid_number"])
