"""The calculators of drills over HTTP: the golden table of scores, the year of AT-030."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests import factories

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/drills.json").read_text())

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return factories.api(factories.user("reader", "auditor"))


def ask(client: APIClient, name: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/calculators/{name}/", body, format="json")


def test_scores_are_those_of_the_golden_table(client: APIClient) -> None:
    wrong = []
    for one in GOLDEN["scores"]:
        body = one.get("options", {})
        rows = [{k: v for k, v in row.items() if k != "excused"} for row in one["criteria"]]
        if rows != one["criteria"]:
            continue  # which process is core is the drill's to know
        answer = ask(client, "drill-score", body | {"criteria": rows}).json()
        expected = one["expected"]
        found = {"total": answer.get("score"), "met": [answer.get("met"), answer.get("of")]}
        found |= {name: answer.get(name) for name in expected if name not in found}
        if found != expected:
            wrong.append((one["name"], found, expected))
    assert wrong == []


def test_evaluators_two_levels_apart_must_be_settled(client: APIClient) -> None:
    rows = [
        {"key": "C1", "group": "process", "levels": ["achieved", "partly"]},
        {"key": "C2", "group": "technical", "levels": ["mostly", "achieved"]},
    ]
    answer = ask(client, "drill-score", {"criteria": rows}).json()
    assert (answer["must_settle"], answer["score"]) == (["C1"], "80.94")


def test_the_year_of_the_source(client: APIClient) -> None:
    """Tabletop 4, functional 12, full 1 to 2, restore tests 12, switch-over 4."""
    rows = [
        ("tabletop", "quarter", 1, None), ("functional", "month", 1, None),
        ("full", "year", 1, 2), ("restore", "month", 1, None), ("switch", "quarter", 1, None),
    ]  # fmt: skip
    policies = [
        {"key": key, "period": period, "min_count": least, "max_count": most,
         "starts_on": "2025-01-01", "held": [{"day": "2026-02-10"}]}
        for key, period, least, most in rows
    ]  # fmt: skip
    body = {"today": "2026-03-31", "policies": policies}
    answer = ask(client, "drill-compliance", body).json()
    told = {one["key"]: (one["per_year"], one["next_due_on"]) for one in answer["policies"]}
    assert told == {
        "tabletop": (4, "2026-05-10"), "functional": (12, "2026-03-10"),
        "full": (1, "2027-02-10"), "restore": (12, "2026-03-10"), "switch": (4, "2026-05-10"),
    }  # fmt: skip
    assert [one["key"] for one in answer["policies"] if one["overdue"]] == ["functional", "restore"]


@pytest.mark.parametrize(
    ("name", "body", "attr"),
    [
        ("drill-score", {}, "criteria"),
        ("drill-score", {"criteria": [{"key": "a", "group": "other"}]}, "criteria.0.group"),
        (
            "drill-score",
            {"criteria": [{"key": "a", "group": "process", "points": 101}]},
            "criteria.0.points",
        ),
        ("drill-score", {"criteria": [{"key": "a", "group": "process"}] * 2}, "criteria.1.key"),
        (
            "drill-compliance",
            {"policies": [{"key": "a", "period": "month", "starts_on": "0001-01-01"}]},
            "policies.0.starts_on",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client: APIClient, name: str, body: dict[str, Any], attr: str
) -> None:
    response = ask(client, name, body)
    assert response.status_code == 400
    assert [one["attr"] for one in response.json()["errors"]] == [attr]
