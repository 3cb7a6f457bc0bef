"""Reasons of the domain in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import get_language, gettext

from bia.domain.reasons import ENGLISH, Param, Reason, shown
from bia.domain.sums import PARAMS, renamed

NAMED = ("category", "tier", "cap", "source", "node", "owner", "supplier")


def explain(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """The sentence in the active language; `names` gives codes and keys their names."""
    spoken = reason
    if names:
        params = tuple((name, _named(name, value, names)) for name, value in reason.params)
        spoken = replace(reason, params=params)
    language = get_language() or "en"
    return _sentence(reason.code, language).format(**shown(spoken, language, gettext))


def _named(name: str, value: Param, names: Mapping[str, str]) -> Param:
    if name in PARAMS:
        return renamed(str(value), names)
    return names.get(str(value), value) if name in NAMED else value


@lru_cache(maxsize=1024)
def _sentence(code: str, language: str) -> str:
    """The sentence of `code` in the active `language`: asked a thousand times for one answer."""
    return gettext(ENGLISH[code])
