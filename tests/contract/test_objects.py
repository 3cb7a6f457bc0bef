"""Every object has the same six fields; related objects are named by code."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.world import BODIES, GIVEN, RECORD, address, create, number, path, problems

Made = dict[str, dict[str, Any]]

RESOURCES = list(BODIES)

EVERY = [*BODIES, *GIVEN]


@pytest.mark.parametrize("resource", EVERY)
def test_an_object_has_the_fields_every_object_has(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    created = made[resource]
    shown = as_manager.get(address(created))
    listed = {one["code"]: one for one in as_manager.get(path(resource)).json()["results"]}
    assert shown.status_code == 200
    for answer in (created, shown.json(), listed[created["code"]]):
        assert set(RECORD) <= set(answer)
        kinds = [type(answer[name]) for name in RECORD]
        assert kinds == [int, str, int, str, str, str]
    assert shown.json()["code"] == created["code"]


@pytest.mark.parametrize("resource", EVERY)
def test_an_object_stands_at_its_code(as_manager: APIClient, made: Made, resource: str) -> None:
    code = made[resource]["code"]
    assert address(made[resource]).endswith(path(resource, code))
    assert as_manager.get(path(resource, code)).json()["id"] == made[resource]["id"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_field_comes_back_as_it_was_written(
    as_manager: APIClient, made: Made, resource: str
) -> None:
    shown = as_manager.get(path(resource, made[resource]["code"])).json()
    written = {k: v for k, v in BODIES[resource].items() if k not in ("at", "as_of")}
    read = {name: shown.get(name, "missing") for name in written}
    if "filters" in read:  # those that were not given come back as null
        read["filters"] = {k: v for k, v in read["filters"].items() if v is not None}
    assert number(read) == number(written)


def test_a_process_shows_the_objectives_in_force(made: Made) -> None:
    names = ("mtd_derived_s", "rto_derived_s", "mtd_s", "rto_s", "rpo_s", "margin")
    assert "tier" in made["processes"]
    assert {name: made["processes"][name] for name in names} == dict.fromkeys(names)


@pytest.mark.parametrize("field", ["mtd_s", "rto_s", "rpo_s", "margin", "mtd_derived_s"])
def test_a_process_does_not_take_its_objectives(
    as_manager: APIClient, made: Made, field: str
) -> None:
    at = path("processes", "road-rescue")
    value = "0.9" if field == "margin" else 60
    response = as_manager.patch(at, {field: value, "version": made["processes"]["version"]})
    assert response.status_code in (200, 400)
    assert as_manager.get(at).json()[field] is None


def test_an_assessment_derives_with_its_reason(made: Made) -> None:
    answer = made["assessments"]
    assert answer["status"] == "draft"
    assert answer["mtd_derived_s"] == 14400  # first_intolerable of T4
    assert all(isinstance(words, str) for words in answer["because"].values())
    assert answer["because"]["mtd"]


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        ("departments", "parent"),
        ("people", "department"),
        ("people", "deputy"),
        ("people", "username"),
        ("systems", "site"),
        ("systems", "supplier"),
        ("processes", "department"),
        ("processes", "owner"),
        ("dependencies", "dependent"),
        ("dependencies", "needs"),
        ("assessments", "process"),
        ("measurements", "subject"),
        ("recovery-options", "system"),
        ("loss-profiles", "process"),
        ("scenarios", "variant_of"),
        ("backup-policies", "system"),
        ("backup-policies", "locations"),
        ("backup-sets", "policy"),
        ("backup-sets", "parent"),
        ("verifications", "backup_set"),
        ("restore-tests", "backup_set"),
    ],
)
@pytest.mark.parametrize("wrong", ["nobody", "system:nobody", "", 1, [], {}, "a\x00"])
def test_an_unknown_related_object_is_refused_at_its_field(
    as_manager: APIClient, made: Made, resource: str, field: str, wrong: Any
) -> None:
    # A new code, where the client gives one.
    body = BODIES[resource] | ({"code": "new"} if "code" in BODIES[resource] else {})
    if resource == "people":
        body["username"] = None
    response = as_manager.post(path(resource), body | {field: wrong})
    assert response.status_code == 400
    assert field in [attr for _code, attr in problems(response)]


@pytest.mark.parametrize(
    ("resource", "field"),
    [("systems", "site"), ("systems", "supplier"), ("processes", "owner"), ("people", "deputy")],
)
def test_a_related_object_can_be_taken_away(
    as_manager: APIClient, made: Made, resource: str, field: str
) -> None:
    body = {field: None, "version": made[resource]["version"]}
    answer = as_manager.patch(path(resource, made[resource]["code"]), body).json()
    assert answer[field] is None


@pytest.mark.parametrize(
    "needs", ["system:dispatch", "site:dc-a", "supplier:carrier", "team:crew", "person:p-101"]
)
def test_a_dependency_names_what_it_needs(
    as_manager: APIClient, alice: Any, catalogue: None, needs: str
) -> None:
    from tests.contract.world import build

    build(as_manager, "processes")
    create(as_manager, "systems", code="crew", kind="team")
    answer = create(as_manager, "dependencies", needs=needs)
    assert (answer["dependent"], answer["needs"]) == ("process:road-rescue", needs)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_misspelt_field_is_refused(as_manager: APIClient, made: Made, resource: str) -> None:
    body = BODIES[resource] | {"nmae": "x"}
    response = as_manager.post(path(resource), body)
    assert response.status_code == 400
    assert "nmae" in [attr for _code, attr in problems(response)]


def test_a_code_is_given_once(as_manager: APIClient, made: Made) -> None:
    response = as_manager.post(path("sites"), BODIES["sites"])
    assert response.status_code == 400
    assert [attr for _code, attr in problems(response)] == ["code"]


def test_what_is_in_use_is_not_deleted(as_manager: APIClient, made: Made) -> None:
    for resource, code in (
        ("sites", "dc-a"),
        ("suppliers", "carrier"),
        ("systems", "dispatch"),
        ("processes", "road-rescue"),
        ("departments", "rescue"),
    ):
        response = as_manager.delete(path(resource, code))
        assert response.status_code == 409, (resource, response.content)
        assert problems(response)
        assert as_manager.get(path(resource, code)).status_code == 200


def test_what_nobody_needs_is_deleted(as_manager: APIClient, db: None) -> None:
    create(as_manager, "suppliers")
    at = path("suppliers", "carrier")
    assert as_manager.delete(at).status_code == 204
    assert as_manager.get(at).status_code == 404
