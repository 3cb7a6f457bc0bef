"""Values of risks: likelihood × impact, each 1 to 5 (docs/method.md §49)."""

from __future__ import annotations

LOW, MEDIUM, HIGH, SEVERE = "low", "medium", "high", "severe"
FROM = ((16, SEVERE), (10, HIGH), (5, MEDIUM), (1, LOW))
SCALE = range(1, 6)

# verb → (from, to)
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "treat": (("open", "accepted"), "treated"),
    "accept": (("open", "treated", "accepted"), "accepted"),
    "close": (("open", "treated", "accepted"), "closed"),
    "reopen": (("treated", "accepted", "closed"), "open"),
}


def level(value: int) -> str:
    """Of a value from 1 to 25: severe from 16, high from 10, medium from 5, else low."""
    return next(name for least, name in FROM if value >= least)


def matrix(rated: list[tuple[int, int, str]]) -> list[list[tuple[int, int, list[str]]]]:
    """Five rows, the highest likelihood first, of five cells (likelihood, impact, codes);
    `rated` are (likelihood, impact, code)."""
    return [
        [
            (row, column, [code for likely, hard, code in rated if (likely, hard) == (row, column)])
            for column in SCALE
        ]
        for row in reversed(SCALE)
    ]
