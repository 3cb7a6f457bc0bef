"""The graph calculator: golden answers, refusals at the field, both languages."""

from typing import Any

import pytest

from accounts.models import User
from tests.bia.api.test_calculators import ask, pick, refusals
from tests.bia.domain.graph.graphs import GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_answer(manager: User, name: str) -> None:
    """AT-101, AT-103, AT-105, AT-106, AT-107, AT-109."""
    case = GOLDEN[name]
    answer = ask(manager, "graph", case["request"])
    assert answer.status_code == 200, answer.json()
    assert pick(answer.json(), case["answer"]) == case["answer"]
