"""Reasons in the reader's language."""

import string

import pytest
from django.utils import translation

from bia.domain.reasons import ENGLISH, Reason
from bia.reasons import explain


def placeholders(code: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(ENGLISH[code]) if name]


def sample(code: str) -> Reason:
    values = {name: 5_400 if name.endswith("_s") else "0" for name in placeholders(code)}
    return Reason.of(code, **values)


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
