"""Putting sentences of findings together in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from lib.durations import format_duration


def say(text: str, **params: Any) -> str:
    """`text` translated already, with %(name)s; whole seconds (`…_s`) are told as durations."""
    language = get_language() or "en"
    return text % {
        name: format_duration(value, language)
        if name.endswith("_s") and isinstance(value, int)
        else value
        for name, value in params.items()
    }
