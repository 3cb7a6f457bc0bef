"""The calculators' requests and answers have the contract's shapes."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.world import number, path, problems

T4 = [{"at_s": at_s, "score": score} for at_s, score in ((900, 1), (3600, 2), (14400, 3))]
POINTS = [
    {"at_s": 900, "amount": "10000"},
    {"at_s": 3600, "amount": "50000"},
    {"at_s": 14400, "amount": "300000"},
]

SHAPES: list[tuple[str, dict[str, Any], set[str]]] = [
    (
        "maturity",
        {"criteria": {"2": [1, 1, 1], "3": [1, 1, 1, 0], "4": [1, 1, 1, 1], "5": [0, 0, 0]}},
        {"level", "score"},
    ),
    (
        "mtd",
        {
            "policy": "last_tolerable",
            "threshold": 3,
            "series": [{"category": "overall", "threshold": None, "points": T4}],
            "caps_s": [],
        },
        {"mtd_s", "because", "by_category"},
    ),
    (
        "rto",
        {"mtd_s": 3600, "min_margin": "0.75", "wrt_s": 0},
        {"feasible", "rto_s", "margin", "because"},
    ),
    (
        "margin",
        {"mtd_s": 3600, "rto_s": 900, "min_margin": "0.5", "wrt_s": 0, "wrt_blocking": False},
        {"margin", "status", "overrun_s"},
    ),
    (
        "rpo",
        {"interval_s": 86400, "backup_s": 0, "lag_s": 0, "rpo_s": 3600},
        {"worst_s", "gap_s"},
    ),
    (
        "loss",
        {
            "points": POINTS,
            "outage_s": 7200,
            "degradation": "1",
            "workaround": {"from_s": 900, "capacity": "0.6"},
        },
        {"loss", "rate_per_hour"},
    ),
    (
        "loss",
        {
            "segments": [
                {"until_s": 7200, "rate_per_hour": "15"},
                {"until_s": None, "rate_per_hour": "30"},
            ],
            "penalties": [{"beyond_s": 28800, "amount": "250"}],
            "outage_s": 10800,
        },
        {"loss", "rate_per_hour"},
    ),
    (
        "graph",
        {
            "nodes": [
                {
                    "key": "rescue",
                    "kind": "process",
                    "restore_s": None,
                    "rto_s": 900,
                    "mtd_s": 3600,
                    "mbco": "1",
                    "automatic": False,
                },
                {"key": "dispatch", "kind": "system", "restore_s": 600},
                {"key": "dc-a", "kind": "site"},
                {"key": "carrier", "kind": "supplier"},
            ],
            "edges": [
                {
                    "dependent": "rescue",
                    "needs": "dispatch",
                    "mode": "serial",
                    "strength": "hard",
                    "workaround": {"activation_s": 300, "endurance_s": 14400, "capacity": "1"},
                    "group": "",
                    "group_needs": None,
                }
            ],
            "decision_s": 0,
            "teams": 2,
            "priority": "code",
        },
        {
            *("nodes", "critical_paths", "cycles", "single_points"),
            *("schedule", "scheduled_processes", "makespan_s", "improved_schedule"),
        },
    ),
    (
        "backup-score",
        {
            "copies": [
                {
                    "medium": "disk",
                    "site": "A",
                    "offsite": False,
                    "production": True,
                    "immutable": False,
                    "verified": True,
                }
            ],
            "restore_test_age_s": None,
            "restore_test_limit_s": 2678400,
        },
        {
            *("copies", "media", "offsite", "immutable_ok", "restore_ok"),
            *("score_321", "score_32110"),
        },
    ),
    (
        "drill-score",
        {
            "criteria": [
                {"key": "rto", "group": "technical", "points": 75, "gate": True},
                {"key": "team", "group": "process", "levels": ["achieved"], "weight": "2"},
            ],
            "group_weights": {"technical": 50, "process": 30, "business": 20},
            "needed_percent": 80,
        },
        {"score", "verdict", "failed_gates", "rated_percent", "groups", "passed"},
    ),
    (
        "drill-compliance",
        {
            "today": "2026-03-31",
            "policies": [
                {
                    "key": "tabletop",
                    "period": "quarter",
                    "starts_on": "2025-01-01",
                    "held": [{"day": "2026-02-10", "findings": 2}],
                }
            ],
        },
        {"rate", "per_year", "policies"},
    ),
    (
        "incident-grade",
        {
            "systems": [
                {
                    "importance": "core",
                    "kind": "full",
                    "regions": "all",
                    "life_safety": True,
                    "rto_s": 900,
                    "mtd_s": 3600,
                }
            ],
            "elapsed_s": 0,
            "loss": "0",
        },
        {"grade", "reasons", "forecast", "response_s", "decision_level"},
    ),
]


# Of two questions of one calculator the first.
ASKED = {name: question for name, question, _keys in reversed(SHAPES)}


def ask(client: APIClient, calculator: str, question: Any) -> Any:
    return client.post(path("calculators", calculator), question)


@pytest.mark.parametrize(("calculator", "question", "keys"), SHAPES)
def test_a_calculator_takes_and_gives_the_contracts_fields(
    as_manager: APIClient, calculator: str, question: dict[str, Any], keys: set[str]
) -> None:
    response = ask(as_manager, calculator, question)
    assert response.status_code == 200, response.content
    assert keys <= set(response.json())


def test_the_contracts_own_examples(as_manager: APIClient) -> None:
    mtd = ask(as_manager, "mtd", ASKED["mtd"]).json()
    rto = ask(as_manager, "rto", ASKED["rto"]).json()
    margin = ask(as_manager, "margin", ASKED["margin"]).json()
    rpo = ask(as_manager, "rpo", ASKED["rpo"]).json()
    assert mtd["mtd_s"] == 3600
    assert [(one["category"], one["mtd_s"]) for one in mtd["by_category"]] == [("overall", 3600)]
    assert (rto["feasible"], rto["rto_s"], rto["margin"]) == (True, 900, "0.75")
    assert (margin["margin"], margin["status"], margin["overrun_s"]) == ("0.75", "ok", 0)
    assert (rpo["worst_s"], rpo["gap_s"]) == (86400, 82800)


def test_the_loss_with_and_without_a_workaround(as_manager: APIClient) -> None:
    question = ASKED["loss"]
    without = {k: v for k, v in question.items() if k != "workaround"}
    answers = [ask(as_manager, "loss", one).json() for one in (question, without)]
    assert [(one["loss"], one["rate_per_hour"]) for one in answers] == [
        ("59333.33", "33333.33"),
        ("133333.33", "83333.33"),
    ]


def test_a_grid_that_is_never_crossed_gives_no_mtd(as_manager: APIClient) -> None:
    answer = ask(as_manager, "mtd", ASKED["mtd"] | {"threshold": 5}).json()
    assert (answer["mtd_s"], bool(answer["because"])) == (None, True)


def test_an_rto_beyond_the_mtd_is_blocked_with_its_margin(as_manager: APIClient) -> None:
    question = {"mtd_s": 14400, "rto_s": 18000, "min_margin": "0.5"}
    answer = ask(as_manager, "margin", question).json()
    assert (number(answer["margin"]), answer["status"], answer["overrun_s"]) == (
        number("-0.25"),
        "blocked",
        3600,
    )


@pytest.mark.parametrize("calculator", ["mtd", "rto", "margin", "rpo", "loss", "graph"])
def test_an_empty_question_is_refused(as_manager: APIClient, calculator: str) -> None:
    response = ask(as_manager, calculator, {})
    assert response.status_code == 400
    assert problems(response)


def test_reasons_speak_the_callers_language(as_manager: APIClient) -> None:
    answers = [
        as_manager.post(
            path("calculators", "mtd"), ASKED["mtd"], headers={"accept-language": one}
        ).json()["because"]
        for one in ("en", "zh-hans")
    ]
    assert answers[0] != answers[1]


def test_an_auditor_may_calculate(as_auditor: APIClient) -> None:
    assert ask(as_auditor, "rto", ASKED["rto"]).status_code == 200
