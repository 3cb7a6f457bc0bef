"""Which tier a recovery time belongs to."""

from decimal import Decimal

import pytest

from bia.domain.errors import DomainError
from bia.domain.tiers import Tier, strictest, tier_for

MIN, H = 60, 3_600
EXTREME = Tier("extreme", 15 * MIN, Decimal("0.75"))
HIGH = Tier("high", 2 * H, Decimal("0.5"))
MEDIUM = Tier("medium", 4 * H, Decimal("0.5"))
LOW = Tier("low", 24 * H, Decimal("0.5"))
TIERS = [LOW, EXTREME, MEDIUM, HIGH]


@pytest.mark.parametrize(
    ("rto_s", "tier"),
    [
        (0, EXTREME),
        (15 * MIN, EXTREME),
        (15 * MIN + 1, HIGH),
        (2 * H, HIGH),
        (4 * H, MEDIUM),
        (24 * H, LOW),
        (24 * H + 1, None),
        (None, None),
    ],
)
def test_the_first_tier_that_holds_the_rto(rto_s: int | None, tier: Tier | None) -> None:
    assert tier_for(rto_s, TIERS).tier == tier


def test_no_rto_and_a_very_long_one_differ_in_their_reason() -> None:
    assert tier_for(None, TIERS).because.code == "tier.no_rto"
    assert tier_for(72 * H, TIERS).because.text == "The RTO of 72 h is longer than every tier's."


def test_life_safety_is_the_strictest_tier_whatever_the_rto() -> None:
    assert tier_for(24 * H, TIERS, life_safety=True).tier == EXTREME
    assert tier_for(None, TIERS, life_safety=True).tier == EXTREME


def test_an_obligation_is_a_floor_and_no_ceiling() -> None:
    assert tier_for(24 * H, TIERS, floor="high").tier == HIGH
    assert tier_for(None, TIERS, floor="high").tier == HIGH
    assert tier_for(5 * MIN, TIERS, floor="high").tier == EXTREME


def test_an_unknown_floor_is_refused() -> None:
    with pytest.raises(DomainError) as caught:
        tier_for(0, TIERS, floor="highest")
    assert caught.value.reason.text == "There is no tier highest."


def test_a_resource_takes_the_strictest_tier_of_its_dependents() -> None:
    assert strictest([LOW, HIGH]) == HIGH
    assert strictest([]) is None
