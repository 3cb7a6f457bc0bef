"""The calculators of investment answer the worked figures (AT-014…017, 019, 020, 035)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests import factories

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/investment.json").read_text())
CASES = [(name, one) for name, rows in GOLDEN.items() if name[0] != "$" for one in rows]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    client = APIClient()
    client.force_authenticate(factories.user("gus"))
    return client


def ask(client: APIClient, name: str, body: Any) -> Any:
    return client.post(f"/api/v1/calculators/{name}/", body, format="json")


def test_every_worked_figure(client: APIClient) -> None:
    for name, one in CASES:
        answer = ask(client, name, one["request"])
        assert answer.status_code == 200, answer.json()
        found = {key: answer.json()[key] for key in one["response"]}
        assert found == one["response"], (name, one["request"])


def test_the_cash_of_every_year_is_told(client: APIClient) -> None:
    body = {"investment": "360", "running_per_year": "20", "loss_per_year": "350", "years": 2}
    assert [
        (one["year"], one["flow"], one["total"], one["discounted_total"])
        for one in ask(client, "roi", body).json()["years"]
    ] == [(0, "-360", "-360", "-360"), (1, "330", "-30", "-54.4444"), (2, "330", "300", "228.4774")]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("roi", {"investment": "1"}, "loss_per_year"),
        ("roi", {"investment": "1", "loss_per_year": "1", "effectiveness": "1.1"}, "effectiveness"),
        ("roi", {"investment": "1", "loss_per_year": "1", "years": 0}, "years"),
        ("investment-split", {"classes": []}, "classes"),
        ("availability", {}, "availability"),
        ("availability", {"down_s": 10, "period_s": 5}, "down_s"),
        ("ha-comparison", {"designs": []}, "designs"),
        ("sourcing", {"options": [{"name": "a", "base": "b"}]}, "options.0.base"),
        ("sourcing", {"options": [{"name": "a"}, {"name": "a"}]}, "options.1.name"),
        (
            "sourcing",
            {"options": [{"name": "a", "initial_low": "2", "initial_high": "1"}]},
            "options.0.initial_high",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client: APIClient, name: str, body: Any, field: str
) -> None:
    answer = ask(client, name, body)
    assert answer.status_code == 400
    assert field in [one["attr"] for one in answer.json()["errors"]]
