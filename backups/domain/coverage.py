"""What a way of reading proves: exactly for rotation, by probability for samples.

docs/method.md §30. Rotation reads what was read longest ago; a sample picks by chance. Shares and
probabilities are floats between 0 and 1; tiny ones are computed through logarithms, so that they
neither round to 0 before their time nor to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction


class Impossible(ValueError):
    """A share outside of (0, 1], or a count below 0."""


@dataclass(frozen=True)
class Sampled:
    """`expected`: the share of objects read at least once, on average. `every`: the chance that
    not one was left out."""

    expected: float
    every: float


def rotation_rounds(share: Fraction | str) -> int:
    """After how many rounds of `share` each nothing is unread: exact, never a chance.

    A hundredth a day: 100 days. The share is exact ("0.01"), because a float is not.
    """
    exact = Fraction(share)
    if not 0 < exact <= 1:
        raise Impossible("share")
    return -(-exact.denominator // exact.numerator)


def sampled(objects: int, share: float, rounds: int) -> Sampled:
    """Every round picks each object with the chance `share`, whatever was picked before.

    1 % a day over a year: 97.4 % of the objects are expected to have been read; the chance that
    all were is 0.075 for 100 of them and 2·10⁻²⁸ for 2,467.
    """
    if not 0 < share <= 1 or objects < 0 or rounds < 0:
        raise Impossible("share")
    left_out = 0.0 if share == 1 and rounds else math.exp(rounds * _log1p(-share))
    if not rounds:
        return Sampled(0.0, 1.0 if not objects else 0.0)
    every = math.exp(objects * _log1p(-left_out)) if left_out < 1 else float(not objects)
    return Sampled(1 - left_out, every)


def detection_chance(objects: int, read: int, damaged: int) -> float:
    """The chance that reading `read` of `objects` at random meets at least one of `damaged`.

    Hypergeometric: 1 - C(objects - damaged, read) / C(objects, read).
    """
    if not 0 <= read <= objects or not 0 <= damaged <= objects:
        raise Impossible("count")
    if not damaged or not read:
        return 0.0
    if read > objects - damaged:
        return 1.0
    missed = _log_choose(objects - damaged, read) - _log_choose(objects, read)
    return -math.expm1(missed)


def _log1p(value: float) -> float:
    return -math.inf if value == -1 else math.log1p(value)


def _log_choose(of: int, some: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)
