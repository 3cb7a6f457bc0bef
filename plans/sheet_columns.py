"""Columns of a table in a file, whatever it is a table of: found by their header, and cells that
read the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LANGUAGES = ("en", "zh-hans")


class BadCell(ValueError):
    """`message` says what is wrong and how to write it."""

    def __init__(self, message: Any):
        self.message = message
        super().__init__(str(message))


class Titled(Protocol):
    """`also`: other words that a header may say."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def also(self) -> tuple[str, ...]: ...


def headers_of(columns: Iterable[Titled]) -> Mapping[str, str]:
    """Header, as `plain` folds it → name of the column: as the API calls it, by its other words,
    and by its label in both languages. What comes first has a word two columns share."""
    found: dict[str, str] = {}
    for column in columns:
        names = [column.name, *column.also]
        for language in LANGUAGES:
            with override(language):
                names.append(str(column.label))
        for name in names:
            found.setdefault(plain(name), column.name)
    return found


def plain(text: str) -> str:
    return re.sub(r"[\s_()（）/:：.]+", " ", text.lower()).strip()


def text_cell(longest: int) -> Callable[[str, Any], str]:
    def read(cell: str, _known: Any) -> str:
        if len(cell) > longest:
            raise BadCell(_("At most %(most)s characters.") % {"most": longest})
        return cell

    return read


def choice_cell(choices: Any, usual: str | None = None) -> Callable[[str, Any], str]:
    """A value of `choices`, or what it is called in either language; `usual`: of an empty cell."""

    @cache
    def known() -> Mapping[str, str]:
        found = {value: value for value in choices.values}
        for language in LANGUAGES:
            with override(language):
                found |= {str(label).lower(): value for value, label in choices.choices}
        return found

    def read(cell: str, _known: Any) -> str:
        if not cell and usual is not None:
            return usual
        value = known().get(cell.lower())
        if value is None:
            words = ", ".join(str(label) for label in choices.labels)
            raise BadCell(_("One of these is expected: %(words)s.") % {"words": words})
        return value

    return read
