"""Clock policies: the shipped table, and what an edit may say (K1–K15, CLK-6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from followup.clock_words import MARKS
from followup.domain.policy import ROLES, faults_of
from followup.models import ClockPolicy
from followup.services.policies import EMPTY, WORDS, change_policy, load_policies, shipped_policies
from lib.errors import Refused, StaleVersion
from tests.factories import NOON

SHIPPED = {row["code"]: row for row in shipped_policies()}


def faults(code: str = "action_due", **fields: Any) -> list[tuple[str, str]]:
    return [
        (one.field, one.code) for one in faults_of(code, EMPTY | {"breach_to": ["owner"]} | fields)
    ]


def test_every_clock_of_the_table_ships_with_both_languages() -> None:
    numbers = {row["number"] for row in SHIPPED.values() if row["number"]}
    assert numbers == {f"K{number}" for number in range(1, 16)}
    for row in SHIPPED.values():
        for name in ("name", "anchor", "stops"):
            assert row[f"{name}_en"], row["code"]
            assert row[f"{name}_zh"], row["code"]
        assert faults_of(row["code"], row) == []


@pytest.mark.parametrize(
    ("code", "limit_s"),
    [
        ("notify", 5 * 60),
        ("assess", 15 * 60),
        ("situation_report", 30 * 60),
        ("verify_recovery", 3600),
        ("incident_review", 24 * 3600),
        ("backfill", 4 * 3600),
        ("in_command", 3600),
        ("action_verification", 14 * 86400),
    ],
)
def test_limits_are_those_of_the_sources(code: str, limit_s: int) -> None:
    assert SHIPPED[code]["limit_s"] == limit_s


def test_the_decision_level_has_a_limit_by_grade() -> None:
    row = SHIPPED["decision_response"]
    assert row["limits_by_grade"] == {"I": 0, "II": 900, "III": 1800, "IV": 3600}
    assert row["alarm_after_s"] == 300


def test_repeats_are_those_of_the_grades() -> None:
    """NTF-6: I and II every 10 min for K1–K3, 30 min otherwise; III 60, IV 120; ten at most."""
    for code in ("notify", "assess", "decision_response"):
        by_grade = SHIPPED[code]["repeat"]["by_grade"]
        assert by_grade == {"I": 600, "II": 600, "III": 3600, "IV": 7200}
    for code in ("situation_report", "impact_rto", "impact_mtd", "verify_recovery"):
        by_grade = SHIPPED[code]["repeat"]["by_grade"]
        assert by_grade == {"I": 1800, "II": 1800, "III": 3600, "IV": 7200}
    assert {row["repeat"]["max"] for row in SHIPPED.values() if row["repeat"]} == {10}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"limit_s": -1}, ("limit_s", "negative")),
        ({"limit_s": True}, ("limit_s", "not_a_number")),
        ({"limit_s": 10**12}, ("limit_s", "too_large")),
        ({"limit_s": 60, "limit_working_days": 2}, ("limit_working_days", "two_limits")),
        ({"limits_by_grade": {"V": 60}}, ("limits_by_grade", "unknown_grade")),
        ({"limits_by_grade": {"I": -1}}, ("limits_by_grade.I", "negative")),
        ({"breach_to": []}, ("breach_to", "nobody_told")),
        ({"breach_to": ["king"]}, ("breach_to", "unknown_role")),
        ({"breach_to": "owner"}, ("breach_to", "not_a_list")),
        ({"repeat": {"every_s": 0}}, ("repeat.every_s", "too_small")),
        ({"repeat": {"every_s": 600, "max": 0}}, ("repeat.max", "too_small")),
        ({"repeat": {"every_s": 600, "every_days": 1}}, ("repeat.every_s", "one_kind_of_repeat")),
        ({"repeat": {"every_days": 1, "time": "25:00"}}, ("repeat.time", "bad_time")),
        (
            {"repeat": {"every_s": 600, "from": "20:00", "until": "07:00"}},
            ("repeat.until", "until_before_from"),
        ),
        ({"snooze_max_s": 3601}, ("snooze_max_s", "too_large")),
        ({"pausable": True}, ("pausable", "only_reports_and_drills")),
    ],
)
def test_nonsense_is_named_at_its_field(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(**fields) == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"percent": 101}, ("marks.0.percent", "percent_over_100")),
        ({"percent": -1}, ("marks.0.percent", "negative")),
        ({"percent": 12.5}, ("marks.0.percent", "not_a_number")),
        ({"offset_s": 60}, ("marks.0.offset_s", "mark_after_deadline")),
        ({"days": 1}, ("marks.0.days", "mark_after_deadline")),
        ({"offset_s": -3700}, ("marks.0.offset_s", "mark_before_start")),
        ({"percent": 50, "days": -1}, ("marks.0", "one_kind_of_time")),
        ({}, ("marks.0", "one_kind_of_time")),
        ({"percent": 50, "time": "09:00"}, ("marks.0.time", "time_without_day")),
        ({"percent": 50, "to": []}, ("marks.0.to", "nobody_told")),
        ({"percent": 50, "to": ["king"]}, ("marks.0.to", "unknown_role")),
        ({"percent": 50, "name": "due"}, ("marks.0.name", "reserved_name")),
        ({"percent": 50, "name": "Half way"}, ("marks.0.name", "bad_name")),
        ({"percent": 50, "colour": "red"}, ("marks.0", "unknown_key")),
    ],
)
def test_a_wrong_mark_is_named_at_its_field(row: dict[str, Any], expected: tuple[str, str]) -> None:
    mark = {"name": "one", "to": ["owner"]} | row
    assert faults(limit_s=3600, marks=[mark]) == [expected]


def test_a_late_mark_lies_after_the_limit_and_names_differ() -> None:
    mark = {"name": "one", "to": ["owner"], "offset_s": -60}
    assert faults(late_marks=[mark]) == [("late_marks.0.offset_s", "late_mark_too_early")]
    assert faults(marks=[mark], late_marks=[mark | {"offset_s": 60}]) == [
        ("late_marks.0.name", "name_twice")
    ]


@pytest.mark.parametrize(
    "code", ["notify", "assess", "decision_response", "impact_rto", "impact_mtd"]
)
def test_responses_rtos_and_mtds_cannot_be_moved(code: str) -> None:
    assert faults(code, snooze_max_s=60, pausable=True) == [
        ("snooze_max_s", "unmovable"),
        ("pausable", "unmovable"),
    ]


def test_every_mark_that_ships_has_words() -> None:
    names = {
        mark["name"] for row in SHIPPED.values() for mark in [*row["marks"], *row["late_marks"]]
    }
    assert names == set(MARKS)


def test_every_fault_has_words() -> None:
    assert {"unknown_role", "two_limits", "unmovable", "bad_time"} <= set(WORDS)
    assert len(set(ROLES)) == len(ROLES)


@pytest.mark.django_db
def test_loading_again_adds_what_is_missing_and_keeps_what_was_edited(manager: User) -> None:
    load_policies(at=NOON)
    policy = ClockPolicy.objects.get(code="situation_report")
    change_policy(policy, by=manager, at=NOON, read_version=policy.version, limit_s=1200)
    ClockPolicy.objects.filter(code="drill_slot").delete()
    assert load_policies(at=NOON) == 1
    policy.refresh_from_db()
    assert (policy.limit_s, policy.version) == (1200, 2)
    assert load_policies(at=NOON) == 0
    assert load_policies(at=NOON, reset=True) == 1
    policy.refresh_from_db()
    assert (policy.limit_s, policy.version) == (1800, 3)


@pytest.mark.django_db
def test_only_those_who_may_change_a_policy_do(manager: User, alice: User) -> None:
    load_policies(at=NOON)
    policy = ClockPolicy.objects.get(code="assess")
    with pytest.raises(PermissionDenied):
        change_policy(policy, by=alice, at=NOON, read_version=1, limit_s=60)
    with pytest.raises(StaleVersion):
        change_policy(policy, by=manager, at=NOON, read_version=9, limit_s=960)
    with pytest.raises(Refused) as refused:
        change_policy(policy, by=manager, at=NOON, read_version=1, limit_s=-5, breach_to=["king"])
    assert [(one.field, str(one.message)) for one in refused.value.problems] == [
        ("limit_s", "It cannot be negative."),
        ("breach_to", "There is no role “king”."),
    ]
