"""`Idempotency-Key`: the same question gets the same answer, once."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests import factories
from tests.contract.world import BODIES, build, path, problems

MEASUREMENTS = path("measurements")
BODY = BODIES["measurements"]


@pytest.fixture(autouse=True)
def _systems(as_manager: APIClient, alice: User, catalogue: None) -> None:
    build(as_manager, "systems")


def record(client: APIClient, key: str, **changes: Any) -> Any:
    return client.post(MEASUREMENTS, BODY | changes, headers={"idempotency-key": key})


def count(client: APIClient) -> int:
    return int(client.get(MEASUREMENTS).json()["count"])


def test_the_same_key_and_body_get_the_same_answer(as_manager: APIClient) -> None:
    first, second = record(as_manager, "k1"), record(as_manager, "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert count(as_manager) == 1


def test_the_order_of_the_keys_in_a_body_does_not_matter(as_manager: APIClient) -> None:
    record(as_manager, "k1")
    body = dict(reversed(BODY.items()))
    again = as_manager.post(MEASUREMENTS, body, headers={"idempotency-key": "k1"})
    assert (again.status_code, count(as_manager)) == (201, 1)


def test_the_same_key_with_another_body_is_a_conflict(as_manager: APIClient) -> None:
    record(as_manager, "k1")
    response = record(as_manager, "k1", value_s=1)
    assert response.status_code == 409
    assert [code for code, _attr in problems(response)] == ["idempotency_key_reused"]
    assert count(as_manager) == 1


def test_another_key_or_none_records_again(as_manager: APIClient) -> None:
    record(as_manager, "k1")
    record(as_manager, "k2")
    as_manager.post(MEASUREMENTS, BODY)
    as_manager.post(MEASUREMENTS, BODY)
    assert count(as_manager) == 4


def test_a_refusal_does_not_use_the_key_up(as_manager: APIClient) -> None:
    assert record(as_manager, "k1", value_s=-1).status_code == 400
    assert record(as_manager, "k1").status_code == 201


def test_keys_are_each_users_own(as_manager: APIClient) -> None:
    other = factories.api(factories.user("ops", "it_operations"))
    record(as_manager, "k1")
    assert record(other, "k1", value_s=1).status_code == 201
    assert count(as_manager) == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_what_is_no_key_is_refused(as_manager: APIClient, key: str) -> None:
    assert record(as_manager, key).status_code == 400
    assert count(as_manager) == 0
