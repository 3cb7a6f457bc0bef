"""The calculator of 3-2-1-1-0: golden answers (AT-022), refusals at the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from tests.bia.api.test_calculators import ask, pick, refusals

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "backups.json").read_text(encoding="utf-8")
)["backup-score"]


@pytest.mark.parametrize("name", list(GOLDEN))
def test_golden_answer(manager: User, name: str) -> None:
    case = GOLDEN[name]
    answer = ask(manager, "backup-score", case["request"])
    assert answer.status_code == 200, answer.json()
    assert pick(answer.json(), case["answer"]) == case["answer"]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({}, ("copies", "required")),
        ({"copies": [{"medium": "paper"}]}, ("copies.0.medium", "invalid_choice")),
        ({"copies": [], "restore_test_age_s": -1}, ("restore_test_age_s", "min_value")),
        ({"copies": [{"medium": "disk", "verified": "yes"}]}, ("copies.0.verified", "invalid")),
    ],
)
def test_a_wrong_question_is_refused_at_its_field(
    manager: User, question: Any, problem: tuple[str, str]
) -> None:
    assert refusals(manager, "backup-score", question) == [problem]
