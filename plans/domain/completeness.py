"""How much of a plan is written in each language (PLN-4), on its canonical document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "zh")
LISTS = (
    *(("section", "sections"), ("criterion", "criteria"), ("task", "tasks")),
    *(("resource", "resources"), ("message", "messages"), ("call_tree", "call_tree")),
)


@dataclass(frozen=True)
class Text:
    """One text of the plan: `name` of the `number`th row of `part`, and what is written."""

    part: str
    number: int
    name: str
    written: Mapping[str, str]


@dataclass(frozen=True)
class Completeness:
    """Of `texts` that are written in any language, how many are in each.

    `missing` are those that stand in the other language only.
    """

    texts: int
    written: Mapping[str, int]
    missing: Mapping[str, tuple[Text, ...]]

    def is_complete(self, language: str) -> bool:
        return not self.missing[language]


def completeness(document: Mapping[str, Any]) -> Completeness:
    """A text that is empty in both languages is not one, and lacks in none."""
    texts = [one for one in texts_of(document) if any(one.written.values())]
    missing = {
        language: tuple(one for one in texts if not one.written[language].strip())
        for language in LANGUAGES
    }
    written = {language: len(texts) - len(missing[language]) for language in LANGUAGES}
    return Completeness(len(texts), written, missing)


def texts_of(document: Mapping[str, Any]) -> Iterator[Text]:
    """Every text in both languages, in reading order."""
    yield from _of_row("plan", 1, document.get("plan") or {})
    yield from _of_row("version", 1, document)
    for part, name in LISTS:
        for n, row in enumerate(document.get(name) or [], start=1):
            yield from _of_row(part, row.get("number") or n, row)
    for n, step in enumerate((document.get("card") or {}).get("steps") or [], start=1):
        yield from _of_row("card_step", n, step)
        for item in step.get("items") or []:
            yield from _of_row("card_item", n, item)


def _of_row(part: str, number: int, row: Mapping[str, Any]) -> Iterator[Text]:
    for name, value in row.items():
        if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
            yield Text(part, number, name, value)
