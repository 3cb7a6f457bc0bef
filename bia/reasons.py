"""Reasons of the domain in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language, gettext

from bia.domain.reasons import ENGLISH, Param, Reason, shown_value
from bia.domain.sums import PARAMS, written

NAMED = ("category", "tier", "cap", "source", "node", "owner", "supplier")


def explain(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """The sentence in the active language; `names` gives codes and keys their names."""
    language = get_language() or "en"
    known = names if names is not None else {}
    told = {name: _told(name, value, known, language) for name, value in reason.params}
    return _sentence(reason.code, language).format(**told)


def _told(name: str, value: Param, names: Mapping[str, str], language: str) -> str:
    if name in PARAMS:
        return written(name, str(value), language, gettext, names)
    if name in NAMED:
        value = names.get(str(value), value)
    return shown_value(name, value, language, gettext)


@lru_cache(maxsize=1024)
def _sentence(code: str, language: str) -> str:
    """The sentence of `code` in the active `language`: asked a thousand times for one answer."""
    return gettext(ENGLISH[code])
