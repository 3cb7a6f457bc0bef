"""Sizes of samples (AT-123) and drawing them."""

from __future__ import annotations

import hashlib
from decimal import Decimal as D

import pytest

from governance.domain.sampling import by_class, confidence_of, draw, size, size_of


@pytest.mark.parametrize(
    ("confidence", "rate", "n"),
    [("0.95", "0.10", 29), ("0.95", "0.05", 59), ("0.99", "0.01", 459), ("0.5", "0.5", 1),
     ("0.75", "0.5", 2)],
)  # fmt: skip
def test_the_least_that_finds_a_defect(confidence: str, rate: str, n: int) -> None:
    assert size(D(confidence), D(rate)) == n
    assert confidence_of(n, D(rate)) >= D(confidence)
    assert n == 1 or confidence_of(n - 1, D(rate)) < D(confidence)


@pytest.mark.parametrize(("population", "n"), [(0, 0), (1, 1), (4, 4), (50, 22), (100_000, 29)])
def test_of_few_fewer_are_enough(population: int, n: int) -> None:
    assert size_of(population, D("0.95"), D("0.1")) == n


def test_of_classes_all_half_and_the_root() -> None:
    assert by_class({"first": 4, "second": 10, "rest": 36}) == {"first": 4, "second": 5, "rest": 6}
    assert by_class({"first": 0, "second": 3, "rest": 37}) == {"first": 0, "second": 2, "rest": 7}


def test_anybody_draws_the_same_by_the_seed() -> None:
    codes = [f"p-{n}" for n in range(30)]
    first = draw(reversed(codes), 5, "REC-1")
    assert first == draw(codes, 5, "REC-1") != draw(codes, 5, "REC-2")
    ranked = sorted(codes, key=lambda one: hashlib.sha256(f"REC-1:{one}".encode()).hexdigest())
    assert first == sorted(ranked[:5])
