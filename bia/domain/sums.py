"""A sum of named durations inside a reason: kept as data, written in the reader's language.

A reason's parameters are plain values, so the terms stand in one of them as JSON: the parameter
`plus` reads "Network 15 min + Database 30 min", `less` "− Dispatch 10 min restore".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from bia.domain.marking import gettext_noop
from lib.durations import format_duration

Term = tuple[str, int]
"""Whose duration, in seconds; "" for the time to decide, "…" for what is left out."""

CUT = "…"
DECISION = gettext_noop("time to decide")
LESS = gettext_noop("− {name} {time} restore")
PLUS = "{name} {time}"
PARAMS = ("plus", "less")
_encoder = json.JSONEncoder(ensure_ascii=False)  # made once: asked thousands of times


def kept(terms: Iterable[Term]) -> str:
    """The terms as the value of a parameter."""
    return _encoder.encode(list(terms))


def written(
    name: str,
    value: str,
    language: str,
    word: Callable[[str], str],
    names: Mapping[str, str] | None = None,
) -> str:
    """The terms in words; `word` translates our own, `names` stand in place of keys."""
    form = word(LESS) if name == "less" else PLUS
    known = names if names is not None else {}
    texts = []
    for key, seconds in json.loads(value):
        time = format_duration(seconds, language)
        texts.append(form.format(name=known.get(key, key) or word(DECISION), time=time))
    return (" " if name == "less" else " + ").join(texts)
