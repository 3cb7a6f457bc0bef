"""The description: complete, without warnings, and served to whoever is logged in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from tests.contract.world import BODIES, ROOT

Operations = list[tuple[str, str, dict[str, Any]]]

CALCULATORS = ["mtd", "rto", "margin", "loss", "backup-score", "maturity"]
STEPS = ["submission", "approval", "return"]


def test_the_description_is_valid_and_has_no_warnings(tmp_path: Path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_the_description_is_served(as_manager: APIClient) -> None:
    response = as_manager.get(f"{ROOT}/schema/", {"format": "json"})
    assert response.json()["openapi"].startswith("3.")


@pytest.mark.slow
def test_the_description_is_served_as_a_program_asks_for_it(as_manager: APIClient) -> None:
    response = as_manager.get(f"{ROOT}/schema/", headers={"accept": "application/json"})
    assert response.status_code == 200


def test_the_pages_of_the_description_are_served(as_manager: APIClient) -> None:
    response = as_manager.get(f"{ROOT}/docs/", headers={"accept": "text/html"})
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, "text/html")


def test_everything_the_contract_names_is_described(operations: Operations) -> None:
    offered = {(method, path) for method, path, _operation in operations}
    wanted = {
        *((method, f"{ROOT}/{name}/") for name in BODIES for method in ("get", "post")),
        *(("post", f"{ROOT}/calculators/{name}/") for name in CALCULATORS),
        *(("post", f"{ROOT}/assessments/{{code}}/{noun}/") for noun in STEPS),
        ("get", f"{ROOT}/reports/{{code}}/file/"),
        ("get", f"{ROOT}/analysis/gaps/"),
    }
    assert wanted - offered == set()


def test_every_operation_tells_what_it_is_and_who_may_ask(operations: Operations) -> None:
    silent = [
        (method, path)
        for method, path, operation in operations
        if not (operation.get("description") or operation.get("summary"))
    ]
    # An empty requirement among them would mean: no login needed.
    open_to_all = [
        (method, path)
        for method, path, operation in operations
        if not operation.get("security") or {} in operation["security"]
        # Whether a file was made here is everybody's to ask.
        if path != f"{ROOT}/reports/verification/"
    ]
    assert (silent, open_to_all) == ([], [])


def test_every_operation_has_its_own_name(operations: Operations) -> None:
    names = [operation["operationId"] for _method, _path, operation in operations]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("status", ["400", "401", "403", "429"])
def test_refusals_are_described(operations: Operations, status: str) -> None:
    without = [
        (method, path)
        for method, path, operation in operations
        if method in ("post", "patch") and status not in operation["responses"]
    ]
    assert without == []
