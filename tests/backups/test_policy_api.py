"""Policies through the API: every field there and back, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import BackupPolicy
from tests import factories
from tests.backups import made
from tests.factories import NOON

POLICIES = "/api/v1/backup-policies/"
DEFAULT_001 = r"^(\d{8})(.+?)(实时备份|每日备份|全量备份|增量备份)\.bak$"


@pytest.fixture
def ops(db: None) -> APIClient:
    factories.system("orders")
    made.location("nas")
    made.location("tape")
    return factories.api(factories.user("ops", "it_operations"))


def body(**changes: Any) -> dict[str, Any]:
    return {
        "code": "orders-full",
        "system": "orders",
        "data_class": "订单数据",
        "method": "full",
        "schedule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=0",
        "timezone": "Asia/Shanghai",
        "grace_s": 0,
        "retention_s": 7776000,
        "locations": ["nas", "tape"],
        "naming_pattern": DEFAULT_001,
        "encryption": "AES-256",
        "size_tolerance_percent": 30,
        "verify_every_s": 604800,
        "restore_test_every_s": 2678400,
        "assertions": [
            {"name": "orders", "sql": "SELECT count(*) FROM orders", "op": "at_least", "value": 1},
            {"name": "file", "path": "data/a.csv", "op": "exists", "value": True},
        ],
    } | changes


def errors(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 400, response.content
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_a_policy_is_made_and_read_back(ops: APIClient) -> None:
    response = ops.post(POLICIES, body())
    assert response.status_code == 201, response.content
    told = response.json()
    assert told.items() >= body().items()
    assert ops.get(told["url"]).json() == told
    assert ops.get(POLICIES, {"system": "orders"}).json()["count"] == 1


def test_folders_stay_when_only_codes_are_given(ops: APIClient) -> None:
    places = [{"location": "nas", "folder": "orders/full"}, {"location": "tape", "folder": ""}]
    told = ops.post(POLICIES, body(locations=["nas", "tape"], places=places)).json()
    assert told["places"] == places
    changed = ops.patch(told["url"], {"version": 1, "locations": ["nas"]}).json()
    assert (changed["places"], changed["version"]) == (places[:1], 2)


def test_what_was_read_may_be_given_back_whole(ops: APIClient) -> None:
    told = ops.post(POLICIES, body()).json()
    assert ops.patch(told["url"], told).json() == told


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schedule": "every night"}, ("schedule_invalid", "schedule")),
        ({"schedule": "FREQ=SECONDLY"}, ("schedule_too_often", "schedule")),
        ({"schedule": "FREQ=DAILY;COUNT=3"}, ("schedule_ends", "schedule")),
        ({"schedule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, ("schedule_never", "schedule")),
        ({"timezone": "Mars/Base"}, ("invalid", "timezone")),
        ({"timezone": "../etc/passwd"}, ("invalid", "timezone")),
        ({"naming_pattern": "(a+)+$"}, ("pattern_dangerous", "naming_pattern")),
        ({"naming_pattern": "("}, ("pattern_invalid", "naming_pattern")),
        ({"naming_pattern": "abc"}, ("pattern_without_date", "naming_pattern")),
        ({"naming_pattern": "(?P<x>a)(?P<date>b)"}, ("pattern_groups", "naming_pattern")),
        ({"naming_pattern": "x" * 501}, ("max_length", "naming_pattern")),
        ({"retention_s": 0}, ("out_of_range", "retention_s")),
        ({"grace_s": -1}, ("min_value", "grace_s")),
        ({"verify_every_s": 10**13}, ("max_value", "verify_every_s")),
        ({"shortest_s": 2, "longest_s": 1}, ("invalid", "shortest_s")),
        ({"size_tolerance_percent": 0}, ("min_value", "size_tolerance_percent")),
        ({"assertions": [{"name": "x"}]}, ("assertion_target", "assertions")),
        (
            {"assertions": [{"name": "x", "sql": "DROP TABLE a", "op": "exists"}]},
            ("assertion_sql", "assertions"),
        ),
        (
            {"assertions": [{"name": "x", "path": "../a", "op": "exists"}]},
            ("assertion_target", "assertions"),
        ),
        ({"assertions": {}}, ("assertions_invalid", "assertions")),
        (
            {"assertions": [{"name": "x", "sql": "SELECT 1", "op": "equals", "value": "\0"}]},
            ("assertion_value", "assertions"),
        ),
        ({"gap_query": "DELETE FROM a"}, ("assertion_sql", "gap_query")),
        ({"failure_patterns": "ok\n(a*)*b"}, ("pattern_invalid", "failure_patterns")),
        ({"locations": ["nas", "nas"]}, ("duplicate", "locations")),
        ({"locations": ["nowhere"]}, ("does_not_exist", "locations")),
        ({"places": [{"location": "nas", "folder": "../x"}], "locations": ["nas"]},
         ("invalid", "places")),
        ({"method": "hourly"}, ("invalid_choice", "method")),
        ({"system": None}, ("null", "system")),
        ({"command": 5}, ("invalid", "command")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    ops: APIClient, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in errors(ops.post(POLICIES, body(**changes)))


def test_sets_do_not_move_into_another_family(ops: APIClient) -> None:
    told = ops.post(POLICIES, body()).json()
    made.backup_set(BackupPolicy.objects.get(), at=NOON)
    for change in ({"data_class": "others"}, {"method": "incremental"}):
        wrong = ops.patch(told["url"], {"version": 1} | change)
        assert errors(wrong) == [("has_sets", next(iter(change)))]
    assert ops.delete(told["url"]).status_code == 409


def test_a_policy_without_sets_is_deleted(ops: APIClient) -> None:
    told = ops.post(POLICIES, body()).json()
    assert ops.delete(told["url"]).status_code == 204


def test_a_stale_version_gets_the_current_one(ops: APIClient) -> None:
    told = ops.post(POLICIES, body()).json()
    ops.patch(told["url"], {"version": 1, "grace_s": 60})
    stale = ops.patch(told["url"], {"version": 1, "grace_s": 120})
    assert (stale.status_code, stale.json()["current"]["grace_s"]) == (409, 60)


def test_a_list_takes_as_many_queries_for_three_as_for_one(
    manager: User, django_assert_num_queries: Any
) -> None:
    client = factories.api(manager)
    client.get(POLICIES)
    for n in range(1, 4):
        made.policy(f"p-{n}", system=f"s-{n}", locations=(made.location(f"l-{n}"),))
        if n in (1, 3):
            with django_assert_num_queries(QUERIES):
                assert client.get(POLICIES).json()["count"] == n


QUERIES = 8
