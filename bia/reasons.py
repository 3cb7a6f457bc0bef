"""Reasons of the domain in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import get_language, gettext

from bia.domain.reasons import ENGLISH, Reason, shown

NAMED = ("category", "tier", "cap", "source")


def explain(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """The sentence in the active language; `names` gives codes of the catalogue their names."""
    spoken = replace(
        reason,
        params=tuple(
            (name, (names or {}).get(str(value), value) if name in NAMED else value)
            for name, value in reason.params
        ),
    )
    language = get_language() or "en"
    return gettext(ENGLISH[reason.code]).format(**shown(spoken, language, gettext))
