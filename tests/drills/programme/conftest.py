"""These tests need no cast: they make the one or two people they speak of."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def cast() -> bool:
    return False
