"""Texts on paper: in English, in Chinese, or both beside each other.

A text is a `Both`; which of the two is printed is asked last. In a document of both languages the
Chinese line comes first and the English one below it, smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import translation

from lib.durations import format_duration

ENGLISH, CHINESE, BOTH = "en", "zh-hans", "both"
LANGUAGES = (ENGLISH, CHINESE, BOTH)


@dataclass(frozen=True)
class Both:
    en: str
    zh: str

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


@dataclass(frozen=True)
class Lines:
    """What is printed: `second` is "" in documents of one language, or where both say the same."""

    first: str
    second: str = ""
    language: str = CHINESE
    other: str = ENGLISH

    def __bool__(self) -> bool:
        return bool(self.first)

    def __str__(self) -> str:
        return f"{self.first} {self.second}".strip()


@dataclass(frozen=True)
class Tongue:
    """`language` is en, zh-hans or both."""

    language: str
    # Templates read `tongue.lead`; Django would call what can be called.
    do_not_call_in_templates: ClassVar[bool] = True

    @property
    def lead(self) -> str:
        """The language of the document itself: of its title, and for screen readers."""
        return ENGLISH if self.language == ENGLISH else CHINESE

    def __call__(self, text: Both) -> Lines:
        """A text that is missing in the language asked for is printed in the other one."""
        if self.language == BOTH and text.en and text.zh and text.en != text.zh:
            return Lines(text.zh, text.en)
        english, chinese = (text.en, ENGLISH), (text.zh, CHINESE)
        first, second = (english, chinese) if self.lead == ENGLISH else (chinese, english)
        words, language = first if first[0] else second
        return Lines(words, language=language)

    def say(self, message: Any, **params: Any) -> Lines:
        return self(said(message, **params))

    def pair(self, row: Mapping[str, str]) -> Lines:
        """A text of the document: {"en": …, "zh": …}."""
        return self(pair(row))


def pair(row: Mapping[str, str]) -> Both:
    return Both(row["en"], row["zh"])


def said(message: Any, **params: Any) -> Both:
    """A translatable message in both languages; a parameter may be a `Both` too."""
    return Both(_in(ENGLISH, message, params), _in(CHINESE, message, params))


def _in(language: str, message: Any, params: Mapping[str, Any]) -> str:
    with translation.override(language):
        values = {
            name: (value.en if language == ENGLISH else value.zh)
            if isinstance(value, Both)
            else value
            for name, value in params.items()
        }
        return str(message) % values if params else str(message)


def duration(seconds: int) -> Both:
    return Both(format_duration(seconds, "en"), format_duration(seconds, "zh-hans"))
