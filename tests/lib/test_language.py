"""The reader's language decides, and a missing text is replaced by the other one."""

from __future__ import annotations

import pytest
from django.utils import translation

from lib.language import in_language, spoken, told


@pytest.mark.parametrize(("language", "text"), [("en", "Low"), ("zh-hans", "低"), ("zh-cn", "低")])
def test_the_wanted_language_is_given(language: str, text: str) -> None:
    assert in_language("Low", "低", language) == text


def test_an_empty_text_gives_way_to_the_other() -> None:
    assert in_language("Low", "", "zh-hans") == "Low"


def test_the_spoken_language_is_the_active_one() -> None:
    with translation.override("zh-hans"):
        assert (spoken(), in_language("Low", "低")) == ("zh-hans", "低")


@pytest.mark.parametrize(("language", "text"), [("en", "One. Two."), ("zh-hans", "One.Two.")])
def test_only_english_puts_a_space_between_sentences(language: str, text: str) -> None:
    assert told(["One.", "", "Two."], language) == text
