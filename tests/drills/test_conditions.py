"""When a conditional inject comes, and what a group of expectations has come to."""

from __future__ import annotations

import pytest

from drills.domain.conditions import Holds, holds, keys_of, together


def term(key: str, is_: str) -> dict[str, str]:
    return {"expectation": key, "is": is_}


@pytest.mark.parametrize(
    ("condition", "results", "expected"),
    [
        ({}, {}, Holds.YES),
        ({"all": [term("1", "met")]}, {"1": "met"}, Holds.YES),
        ({"all": [term("1", "met")]}, {"1": "open"}, Holds.NOT_YET),
        ({"all": [term("1", "met")]}, {"1": "partly"}, Holds.NEVER),
        ({"all": [term("1", "met")]}, {"1": "na"}, Holds.NEVER),
        ({"all": [term("1", "met")]}, {}, Holds.NEVER),
        ({"all": [term("1", "unmet")]}, {"1": "partly"}, Holds.YES),
        ({"all": [term("1", "unmet")]}, {"1": "not"}, Holds.YES),
        ({"all": [term("1", "unmet")]}, {"1": "na"}, Holds.NEVER),
        ({"all": [term("1", "met"), term("2", "unmet")]}, {"1": "met", "2": "not"}, Holds.YES),
        ({"all": [term("1", "met"), term("2", "unmet")]}, {"1": "met", "2": "open"}, Holds.NOT_YET),
        ({"all": [term("1", "met"), term("2", "met")]}, {"1": "open", "2": "not"}, Holds.NEVER),
        ({"any": [term("1", "met"), term("2", "met")]}, {"1": "not", "2": "met"}, Holds.YES),
        ({"any": [term("1", "met"), term("2", "met")]}, {"1": "not", "2": "open"}, Holds.NOT_YET),
        ({"any": [term("1", "met"), term("2", "met")]}, {"1": "not", "2": "na"}, Holds.NEVER),
    ],
)
def test_holds(condition: dict[str, object], results: dict[str, str], expected: Holds) -> None:
    assert holds(condition, results) is expected


def test_names_its_expectations_in_order() -> None:
    assert list(keys_of({"any": [term("12.1", "met"), term("3", "unmet")]})) == ["12.1", "3"]


@pytest.mark.parametrize(
    ("needs", "results", "expected"),
    [
        ("one", ["not", "met"], "met"),
        ("one", ["not", "open"], "open"),
        ("one", ["not", "partly"], "partly"),
        ("one", ["not", "not"], "not"),
        ("one", ["na", "not"], "not"),
        ("all", ["met", "met"], "met"),
        ("all", ["met", "open"], "open"),
        ("all", ["met", "not"], "partly"),
        ("all", ["not", "not"], "not"),
        ("all", ["na", "na"], "na"),
    ],
)
def test_counts_a_group_together(needs: str, results: list[str], expected: str) -> None:
    assert together(needs, results) == expected
