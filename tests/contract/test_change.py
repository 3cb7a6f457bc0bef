"""A change names the version it read; a stale one is shown what is there now."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.world import CHANGES, READ_ONLY, number, path, problems

Made = dict[str, dict[str, Any]]

RESOURCES = list(CHANGES)


def at(made: Made, resource: str) -> str:
    return path(resource, made[resource]["code"])


def as_written(client: APIClient, made: Made, resource: str) -> dict[str, Any]:
    """What a reader gets, less what answers to writes leave out."""
    read = client.get(at(made, resource)).json()
    return {name: value for name, value in read.items() if name not in READ_ONLY.get(resource, ())}


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_change_without_a_version_is_refused(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    response = as_manager.patch(at(made, resource), CHANGES[resource])
    assert (response.status_code, [attr for _, attr in problems(response)]) == (400, ["version"])


@pytest.mark.parametrize("wrong", [None, "1", 1.0, True, [], 10**30, -1, 0])
def test_what_is_no_version_is_refused(as_manager: APIClient, made: Made, wrong: Any) -> None:
    response = as_manager.patch(at(made, "sites"), {"name": "B", "version": wrong})
    assert response.status_code in (400, 409)
    assert [attr for _, attr in problems(response)] == ["version"]
    assert as_manager.get(at(made, "sites")).json()["name"] == "Data centre A"


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_right_version_changes_and_counts_up(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    before = as_manager.get(at(made, resource)).json()
    body = CHANGES[resource] | {"version": before["version"]}
    response = as_manager.patch(at(made, resource), body)
    assert response.status_code == 200, response.content
    after = response.json()
    assert after["version"] == before["version"] + 1
    assert number({name: after[name] for name in CHANGES[resource]}) == number(CHANGES[resource])
    assert as_written(as_manager, made, resource) == after
    assert after["updated_at"] >= before["updated_at"]
    assert after["created_at"] == before["created_at"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_stale_version_is_answered_with_the_current_object(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    version = as_manager.get(at(made, resource)).json()["version"]
    body = CHANGES[resource] | {"version": version}
    assert as_manager.patch(at(made, resource), body).status_code == 200
    response = as_manager.patch(at(made, resource), body)
    assert response.status_code == 409
    assert problems(response) == [("stale_version", "version")]
    assert response.json()["current"] == as_written(as_manager, made, resource)


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_was_read_can_be_sent_back_whole(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    read = as_manager.get(at(made, resource)).json()
    response = as_manager.patch(at(made, resource), read | CHANGES[resource])
    assert response.status_code == 200, response.content


@pytest.mark.parametrize("resource", RESOURCES)
def test_objects_are_not_replaced_whole(as_manager: APIClient, made: Made, resource: str) -> None:
    response = as_manager.put(at(made, resource), made[resource])
    assert (response.status_code, problems(response)) == (405, [("method_not_allowed", None)])


def test_a_measurement_is_never_changed(as_manager: APIClient, made: Made) -> None:
    place = at(made, "measurements")
    body = {"value_s": 1, "version": made["measurements"]["version"]}
    assert as_manager.patch(place, body).status_code == 405
    assert as_manager.delete(place).status_code == 405


def test_a_refused_change_changes_nothing(as_manager: APIClient, made: Made) -> None:
    before = as_manager.get(at(made, "systems")).json()
    body = {"name": "Other", "rto_s": -1, "version": before["version"]}
    response = as_manager.patch(at(made, "systems"), body)
    assert (response.status_code, [attr for _, attr in problems(response)]) == (400, ["rto_s"])
    assert as_manager.get(at(made, "systems")).json() == before
