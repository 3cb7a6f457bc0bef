"""Durations, instants, decimals; 0 is a value and null is "not set"."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.world import BODIES, create, path, problems

Made = dict[str, dict[str, Any]]

DURATIONS = [
    ("suppliers", "contract_rto_s"),
    ("suppliers", "contract_rpo_s"),
    ("systems", "restore_s"),
    ("systems", "rto_s"),
    ("systems", "rpo_s"),
    ("processes", "wrt_s"),
    ("dependencies", "workaround_activation_s"),
    ("assessments", "mtd_s"),
    ("assessments", "rto_s"),
    ("assessments", "rpo_s"),
]


@pytest.mark.parametrize(("resource", "field"), DURATIONS)
def test_zero_and_null_come_back_as_what_they_are(
    as_manager: APIClient, made: Made, resource: str, field: str
) -> None:
    at = path(resource, made[resource]["code"])
    seen = []
    for value in (0, None, 7200):
        version = as_manager.get(at).json()["version"]
        response = as_manager.patch(at, {field: value, "version": version})
        assert response.status_code == 200, response.content
        seen.append((response.json()[field], as_manager.get(at).json()[field]))
    assert seen == [(0, 0), (None, None), (7200, 7200)]


@pytest.mark.parametrize("wrong", ["900", "PT15M", 1.5, True, -1, 10**19, [], {}, "15 min"])
@pytest.mark.parametrize(
    ("resource", "field"), [("systems", "rto_s"), ("suppliers", "contract_rto_s")]
)
def test_a_duration_is_a_whole_number_of_seconds(
    as_manager: APIClient, db: None, resource: str, field: str, wrong: Any
) -> None:
    response = as_manager.post(path(resource), {"code": "x", "name": "X", field: wrong})
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == [field]


def test_a_count_of_zero_is_not_missing(as_manager: APIClient, db: None) -> None:
    zero = create(as_manager, "processes", department=None, owner=None, daily_volume=0)
    body = {"code": "other", "name": "Other"}
    unset = as_manager.post(path("processes"), body).json()
    assert (zero["daily_volume"], unset["daily_volume"]) == (0, None)


def test_a_rating_of_zero_is_not_an_empty_cell(as_manager: APIClient, made: Made) -> None:
    at = path("assessments", made["assessments"]["code"])
    ratings = [
        {"category": "customer", "at_s": 900, "score": 0, "amount": None, "text": ""},
        {"category": "customer", "at_s": 3600, "score": None, "amount": "0", "text": "none"},
        {"category": "customer", "at_s": 14400, "score": 3, "amount": None, "text": ""},
    ]
    body = {"ratings": ratings, "version": made["assessments"]["version"]}
    kept = as_manager.patch(at, body).json()["ratings"]
    assert [(one["at_s"], one["score"]) for one in kept] == [(900, 0), (3600, None), (14400, 3)]
    amounts = [one["amount"] for one in kept]
    assert (amounts[0], Decimal(amounts[1]), amounts[2]) == (None, Decimal(0), None)


def test_instants_are_given_with_their_offset(made: Made) -> None:
    for resource, answer in made.items():
        for field in ("created_at", "updated_at"):
            instant = datetime.fromisoformat(answer[field])
            assert instant.tzinfo is not None, (resource, field)


@pytest.mark.parametrize("naive", ["2026-03-02T20:00:00", "20260302T200000", "2026-03-02 20:00"])
@pytest.mark.parametrize(("resource", "field"), [("measurements", "at"), ("reports", "as_of")])
def test_a_naive_instant_is_refused(
    as_manager: APIClient, made: Made, resource: str, field: str, naive: str
) -> None:
    response = as_manager.post(path(resource), BODIES[resource] | {field: naive})
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == [field]


@pytest.mark.parametrize(
    "wrong", ["yesterday", 1772452800, None, True, "9999-12-31T23:59:59-12:00"]
)
def test_what_is_no_instant_is_refused(as_manager: APIClient, made: Made, wrong: Any) -> None:
    response = as_manager.post(path("measurements"), BODIES["measurements"] | {"at": wrong})
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == ["at"]


def test_an_instant_is_the_same_instant_again(made: Made) -> None:
    written = datetime.fromisoformat(BODIES["measurements"]["at"])
    assert datetime.fromisoformat(made["measurements"]["at"]) == written


def test_shares_and_percentages_are_strings_of_decimals(made: Made) -> None:
    values = [
        made["processes"]["mbco_percent"],
        made["dependencies"]["workaround_capacity"],
        made["tiers"]["min_margin"],
    ]
    assert [(type(one), Decimal(one)) for one in values] == [
        (str, Decimal("62.5")),
        (str, Decimal("0.6")),
        (str, Decimal("0.25")),
    ]


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "much", "1.5", "-0.1", True, [], "1e400"])
def test_what_is_no_share_is_refused(as_manager: APIClient, made: Made, wrong: Any) -> None:
    body = BODIES["dependencies"] | {"needs": "site:dc-a", "workaround_capacity": wrong}
    response = as_manager.post(path("dependencies"), body)
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == ["workaround_capacity"]


@pytest.mark.parametrize("wrong", ["yes", 1, 0, "true", None])
def test_truth_is_true_or_false(as_manager: APIClient, db: None, wrong: Any) -> None:
    body = {"code": "p", "name": "P", "critical": wrong}
    response = as_manager.post(path("processes"), body)
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == ["critical"]


@pytest.mark.parametrize("wrong", ["a\x00b", 5, True, ["a"], {"a": 1}, None, "", "x" * 201])
def test_a_name_is_a_text(as_manager: APIClient, db: None, wrong: Any) -> None:
    response = as_manager.post(path("sites"), {"code": "s", "name": wrong})
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == ["name"]


@pytest.mark.parametrize("wrong", ["a b", "a/b", "", "-a", "é", "x" * 65, "a\nb", 5, None, "a:b"])
def test_a_code_can_stand_in_an_address(as_manager: APIClient, db: None, wrong: Any) -> None:
    response = as_manager.post(path("sites"), {"code": wrong, "name": "S"})
    assert response.status_code == 400
    assert {attr for _code, attr in problems(response)} == {"code"}
