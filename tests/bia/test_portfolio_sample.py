"""The sample company's levels and losses, as docs/method.md §22.6 and §23 tell them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from bia.analysis.loss_curves import curve_now
from bia.analysis.portfolio import Question, stored_portfolio
from bia.domain.portfolio.choice import choose
from bia.investment.loss_rows import loss_row
from bia.models import LossProfile
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        yield


def test_finance_needs_a_higher_level_than_the_table_of_the_source() -> None:
    asked = stored_portfolio(Question(), timezone.now())
    found = choose(asked.portfolio)
    assert found.levels == {
        "bi": 2,
        "csm": 4,
        "dispatch": 5,
        "finance": 4,
        "inventory": 4,
        "reports": 1,
    }
    assert (found.cost, found.minimal_budget) == (6_050_000, 6_050_000)


def test_at_120_over_the_stored_profile() -> None:
    profile = LossProfile.objects.select_related("process").get(process__code="road-rescue")
    row = loss_row(profile.process, curve_now("road-rescue"), profile)
    assert str(row.ale) == "223391.73"
    assert str(row.per_event) == "446783.47"
