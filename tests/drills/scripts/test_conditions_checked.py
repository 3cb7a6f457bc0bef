"""What a condition of an inject may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from drills.domain.script_rules import circles, flaws_of, made_of, terms_of, well_formed

INJECT_OF = {"1.1": "1", "2.1": "2", "3.1": "3"}
OFFSETS = {"1": 0, "2": 600, "3": 600}


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ({}, True),
        ({"all": [{"expectation": "1.1", "is": "met"}]}, True),
        ({"any": [{"expectation": "1.1", "is": "unmet"}]}, True),
        ({"all": []}, False),
        ({"none": [{"expectation": "1.1", "is": "met"}]}, False),
        ({"all": [{"expectation": "1.1", "is": "perhaps"}]}, False),
        ({"all": [{"expectation": 1, "is": "met"}]}, False),
        ({"all": [{"expectation": "1.1", "is": "met"}] * 2}, False),
        ({"all": [], "any": []}, False),
        ([], False),
        (None, False),
    ],
)
def test_the_shape_of_a_condition(condition: Any, right: bool) -> None:
    assert well_formed(condition) is right


def test_a_condition_and_its_terms() -> None:
    condition = made_of("any", [("1.1", "met"), ("2.1", "unmet")])
    assert terms_of(condition) == [("1.1", "met"), ("2.1", "unmet")]
    assert made_of("all", []) == {}


@pytest.mark.parametrize(
    ("inject", "asked", "code"),
    [("2", "9.9", "unknown"), ("2", "2.1", "own"), ("1", "2.1", "later"), ("3", "1.1", None)],
)
def test_only_what_comes_earlier_is_asked_for(inject: str, asked: str, code: str | None) -> None:
    condition = made_of("all", [(asked, "met")])
    flaws = flaws_of(inject, condition, inject_of=INJECT_OF, offset_of=OFFSETS)
    assert [flaw.code for flaw in flaws] == ([code] if code else [])


def test_injects_of_one_moment_may_wait_for_each_other_only_one_way() -> None:
    assert circles({"2": {"3"}, "3": {"1"}}) == set()
    assert circles({"2": {"3"}, "3": {"2"}, "4": {"1"}}) == {"2", "3"}
