"""How many items to look at, and which: samples of an audit that anybody can draw again.

Rules and worked numbers: docs/method.md §50.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

Share = Decimal | Fraction


def size(confidence: Share, rate: Share) -> int:
    """The least n that finds at least one defect with `confidence` when a share `rate` of a large
    population is defective: n = ⌈ln(1 − C) ÷ ln(1 − p)⌉ (AT-123: 95 %/10 % → 29, 95 %/5 % → 59).

    Both above 0 and below 1, as the caller checks; exact, without logarithms at the boundary.
    """
    missed, good = 1 - Fraction(confidence), 1 - Fraction(rate)
    guess = max(1, math.ceil(math.log(float(missed)) / math.log(float(good))))
    # A logarithm may round to the wrong side of a whole number: the powers decide there.
    if guess <= EXACT:
        while guess > 1 and good ** (guess - 1) <= missed:
            guess -= 1
        while good**guess > missed:
            guess += 1
    return guess


EXACT = 2_000


def size_of(population: int, confidence: Share, rate: Share) -> int:
    """The same for `population` items drawn without putting back, of which ⌈p·N⌉ are defective:
    the least n with 1 − C(N−d, n) ÷ C(N, n) ≥ C. Never more than there are."""
    if population <= 0:
        return 0
    bad = max(1, math.ceil(Fraction(rate) * population))
    missed = 1 - Fraction(confidence)
    low, high = 0, 1
    while high < population and _all_good(population, bad, high) > missed:
        low, high = high, min(2 * high, population)
    while high - low > 1:
        middle = (low + high) // 2
        if _all_good(population, bad, middle) > missed:
            low = middle
        else:
            high = middle
    return high


def _all_good(population: int, bad: int, n: int) -> Fraction:
    """The chance that none of n is among the bad: by the shorter of two equal products."""
    few, many = sorted((n, bad))
    return Fraction(math.comb(population - many, few), math.comb(population, few))


def confidence_of(n: int, rate: Share) -> Decimal:
    """The chance that n items of a large population hold at least one defect."""
    with localcontext() as context:
        context.prec = 60
        good = 1 - Fraction(rate)
        return 1 - (Decimal(good.numerator) / Decimal(good.denominator)) ** n


def by_class(counts: Mapping[str, int]) -> dict[str, int]:
    """How many of each class a quality review takes: all of "first", half of "second" rounded up,
    ⌈√N⌉ of "rest" (4, 10 and 36 → 4, 5 and 6)."""
    rule: dict[str, Callable[[int], int]] = {
        "first": lambda n: n,
        "second": lambda n: (n + 1) // 2,
        "rest": lambda n: math.isqrt(n - 1) + 1 if n else 0,
    }
    return {name: rule[name](count) for name, count in counts.items()}


def draw(codes: Iterable[str], n: int, seed: str) -> Sequence[str]:
    """n of `codes`, in order: those with the smallest SHA-256 of "seed:code". Whoever knows the
    seed and the population draws the same, with `sha256sum` and `sort`."""
    ranked = sorted(set(codes), key=lambda code: (_digest(seed, code), code))
    return sorted(ranked[: max(0, n)])


def _digest(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()
