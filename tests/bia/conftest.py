"""Set-ups that many tests of this app share."""

from __future__ import annotations

import pytest

from bia.finding_rules import register_rules, rule


@pytest.fixture
def own_rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This app's rules and no others: apps to the right bring rules, and tests of them."""
    monkeypatch.setattr(rule, "_rules", {one.code: one for one in register_rules.ALL})
    monkeypatch.setattr(rule, "_watched", {})
