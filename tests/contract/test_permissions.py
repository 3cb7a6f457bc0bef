"""The auditor reads everything and changes nothing; an owner stays in their departments."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests import factories
from tests.amount import pairs
from tests.contract.world import BODIES, CHANGES, create, path, problems

Made = dict[str, dict[str, Any]]
Operations = list[tuple[str, str, dict[str, Any]]]

# An auditor may compute and may ask for a report: neither changes what the product holds.
# Reports, and calendar feeds of one's own, are everybody's; schedules of one's own an auditor's.
# Whoever reads plans asks for paper and packs, and says what should change: the plan stays. That
# one has read the policy everybody says of oneself.
HARMLESS = re.compile(
    r"^/api/v1/(calculators/[a-z-]+|reports|report-schedules|analysis/what-if|calendar-feeds"
    r"|change-requests|offline-packs|print-copies|paper-forms/{code}/printings"
    r"|bcms-records/{code}/acknowledgement)/$"
)

# Parts of an incident or a drill that the one in the world does not have (yet).
NOT_THERE = re.compile(
    r"^/api/v1/(incidents/{code}/(review/|.*{number})"
    r"|drills/{code}/(report/|.*{(key|number)})|drill-scenarios/{code}/.*{key})"
)


def real(place: str, made: Made) -> str:
    """The address with the code of an object that exists."""
    resource = place.removeprefix("/api/v1/").split("/")[0]
    code = made[resource]["code"] if resource in made else "900"
    return re.sub(r"\{[^}]+\}", code, place.replace("/versions/{number}/", "/versions/1.0/"))


def bodies(place: str) -> list[dict[str, Any]]:
    resource = place.removeprefix("/api/v1/").split("/")[0]
    valid = BODIES.get(resource, {}) | {"code": "new"}
    change = CHANGES.get(resource, {}) | {"version": 1}
    return [change, valid, {}, {"reason": "x", "process": "road-rescue"}]


def everything(client: APIClient) -> dict[str, Any]:
    lists = {name: client.get(path(name)).json()["results"] for name in BODIES}
    return lists | {"organisation": client.get(path("organisation")).json()}


def test_an_auditor_changes_nothing_anywhere(
    as_auditor: APIClient, made: Made, operations: Operations
) -> None:
    before = everything(as_auditor)
    done = []
    places = {place for _method, place, _operation in operations if not HARMLESS.match(place)}
    for place in sorted(places):
        for method, body in pairs(("patch", "post", "put", "delete"), bodies(place)):
            status = getattr(as_auditor, method)(real(place, made), body).status_code
            if status not in (403, 404, 405):
                done.append((method, place, status))
    assert sorted(set(done)) == []
    assert everything(as_auditor) == before


def test_an_auditor_reads_everything(
    as_auditor: APIClient, made: Made, operations: Operations
) -> None:
    refused = {
        place: status
        for method, place, _operation in operations
        if method == "get" and not place.endswith(("/file/", "/reports/verification/"))
        if (status := as_auditor.get(real(place, made)).status_code) != 200
        and not (status == 404 and "{" in place and place.split("/")[3] not in made)
        and not (status == 404 and NOT_THERE.match(place))
        # Rows within another one: none of that number stands there.
        and not (status == 404 and place.count("{") > 2)
    }
    assert refused == {}


def test_an_auditor_asks_for_a_report(as_auditor: APIClient, made: Made) -> None:
    assert as_auditor.post(path("reports"), BODIES["reports"]).status_code == 202


# --- the process owner ------------------------------------------------------------------


def test_owners_see_their_departments_processes(alice: User, bob: User, made: Made) -> None:
    for client in (factories.api(alice), in_department("carol", "after-sales")):
        assert client.get(path("processes", "road-rescue")).status_code == 200
        assert client.get(path("processes")).json()["count"] == 1


def in_department(name: str, department: str) -> APIClient:
    return factories.api(factories.user(name, "process_owner", department=department))


@pytest.fixture
def as_stranger(charlie: User, made: Made) -> APIClient:
    return factories.api(charlie)


@pytest.mark.parametrize("resource", ["processes", "assessments", "dependencies"])
def test_a_stranger_does_not_see_it(as_stranger: APIClient, made: Made, resource: str) -> None:
    at = path(resource, made[resource]["code"])
    assert as_stranger.get(path(resource)).json()["count"] == 0
    assert as_stranger.get(at).status_code == 404
    body = CHANGES[resource] | {"version": made[resource]["version"]}
    assert as_stranger.patch(at, body).status_code == 404
    assert as_stranger.delete(at).status_code == 404


@pytest.mark.parametrize("noun", ["submission", "approval", "return"])
def test_a_stranger_takes_no_step(as_stranger: APIClient, made: Made, noun: str) -> None:
    at = f"{path('assessments', made['assessments']['code'])}{noun}/"
    assert as_stranger.post(at, {"reason": "x"}).status_code == 404


def test_a_stranger_cannot_name_what_they_cannot_see(
    as_stranger: APIClient, as_manager: APIClient, made: Made
) -> None:
    for resource, field, code in (
        ("assessments", "process", "road-rescue"),
        ("dependencies", "dependent", "process:road-rescue"),
    ):
        response = as_stranger.post(path(resource), BODIES[resource] | {field: code})
        assert response.status_code in (400, 404)
        assert as_manager.get(path(resource)).json()["count"] == 1


def test_a_stranger_does_not_see_measurements_of_the_process(
    as_stranger: APIClient, as_manager: APIClient, made: Made
) -> None:
    code = create(as_manager, "measurements", subject="process:road-rescue")["code"]
    assert as_stranger.get(path("measurements", code)).status_code == 404
    assert as_manager.get(path("measurements", code)).status_code == 200


def test_a_stranger_does_not_see_others_reports(as_stranger: APIClient, made: Made) -> None:
    at = path("reports", made["reports"]["code"])
    assert as_stranger.get(path("reports")).json()["count"] == 0
    assert (as_stranger.get(at).status_code, as_stranger.get(f"{at}file/").status_code) == (
        404,
        404,
    )


def test_an_owner_changes_their_process_and_nothing_shared(alice: User, made: Made) -> None:
    client = factories.api(alice)
    at = path("processes", "road-rescue")
    version = made["processes"]["version"]
    assert client.patch(at, {"daily_volume": 1, "version": version}).status_code == 200
    for resource in ("sites", "suppliers", "systems", "tiers", "departments", "people"):
        place = path(resource, made[resource]["code"])
        body = CHANGES[resource] | {"version": made[resource]["version"]}
        assert client.patch(place, body).status_code == 403, resource
        assert client.delete(place).status_code == 403, resource
        new = BODIES[resource] | {"code": "new"}
        assert client.post(path(resource), new).status_code == 403, resource


def test_an_owner_cannot_move_a_process_out_of_their_reach(alice: User, made: Made) -> None:
    """Nor make one in another department."""
    client = factories.api(alice)
    factories.department("warehouse")
    body = {"code": "mine", "name": "Mine", "department": "warehouse"}
    response = client.post(path("processes"), body)
    assert response.status_code in (400, 403)
    assert problems(response)


def test_operations_change_systems_and_no_process(made: Made) -> None:
    client = factories.api(factories.user("ops", "it_operations"))
    body = {"rto_s": 60, "version": made["systems"]["version"]}
    assert client.patch(path("systems", "dispatch"), body).status_code == 200
    body = {"daily_volume": 1, "version": made["processes"]["version"]}
    assert client.patch(path("processes", "road-rescue"), body).status_code == 403
