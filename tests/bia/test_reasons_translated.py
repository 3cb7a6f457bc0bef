"""Reasons in the reader's language."""

import string

import pytest
from django.utils import translation

from bia.domain.reasons import ENGLISH, Reason
from bia.domain.sums import PARAMS, kept
from bia.reasons import explain


def placeholders(code: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(ENGLISH[code]) if name]


def sample(code: str) -> Reason:
    return Reason.of(code, **{name: value(name) for name in placeholders(code)})


def value(name: str) -> int | str:
    if name in PARAMS:
        return kept([("a", 60), ("", 120)])
    return 5_400 if name.endswith("_s") else "0"


@pytest.mark.parametrize("code", ENGLISH)
def test_an_english_reader_gets_the_domains_own_words(code: str) -> None:
    with translation.override("en"):
        assert explain(sample(code)) == sample(code).text


@pytest.mark.parametrize("code", ENGLISH)
def test_every_reason_can_be_told_in_chinese(code: str) -> None:
    with translation.override("zh-hans"):
        told = explain(sample(code))
    assert ("1 小时 30 分" in told) == any(name.endswith("_s") for name in placeholders(code))


def test_codes_of_the_catalogue_get_their_names() -> None:
    reason = Reason.of("mtd.no_scores", category="safety")
    with translation.override("en"):
        assert explain(reason, {"safety": "Life safety"}) == (
            "Life safety: nothing is rated, the grid does not answer."
        )


def test_the_terms_of_a_sum_get_their_names_and_units() -> None:
    terms = {"less": kept([("system:a", 600), ("", 60)]), "start_s": 900, "required_s": 240}
    reason = Reason.of("graph.required.less", owner="process:p", **terms)
    names = {"process:p": "Road rescue", "system:a": "Dispatch {x}"}
    with translation.override("en"):
        assert explain(reason, names) == (
            "Required: Road rescue 15 min − Dispatch {x} 10 min restore"
            " − time to decide 1 min restore = 4 min."
        )
