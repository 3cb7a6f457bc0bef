"""The text of the reader's language out of a pair, without knowing who the reader is.

Catalogue values carry both languages. Which one is spoken now is told by a source that the
web side registers (`lib.apps`); without one it is English. So the domain needs no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Source = Callable[[], str | None]

_source: list[Source] = []


def spoken_by(source: Source) -> None:
    """Register who knows the language of the moment."""
    _source[:] = [source]


def spoken() -> str:
    """Code of the language spoken now, "en" when nobody knows."""
    return (_source[0]() if _source else None) or "en"


def listed(words: Iterable[str], language: str | None = None) -> str:
    """One after the other as the language writes it: "a, b", in Chinese "a、b"."""
    return in_language(", ", "、", language).join(words)


def told(sentences: Iterable[str], language: str | None = None) -> str:
    """One sentence after the other; Chinese puts no space between them."""
    chinese = (language or spoken()).startswith("zh")
    return ("" if chinese else " ").join(sentence for sentence in sentences if sentence)


def in_language(english: str, chinese: str, language: str | None = None) -> str:
    """The text of `language` (default: the spoken one); the other one when that is empty."""
    wanted = language or spoken()
    first, second = (chinese, english) if wanted.startswith("zh") else (english, chinese)
    return first or second
