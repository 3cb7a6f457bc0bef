"""Reasons of checks, tests and judgements as sentences; `params` fill the places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from backups.words.plain import said
from backups.words.restore_reasons import RESTORE_REASONS
from lib.durations import format_duration
from lib.templatetags.values import size

REASONS: dict[str, Any] = {**RESTORE_REASONS}


def reason_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """One sentence; figures whose name ends in `_s` are durations, in `_bytes` sizes."""
    text = said(REASONS, code) if code else ""
    try:
        return text % _shown(params or {})
    except (KeyError, ValueError, TypeError):
        return text


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in params.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if name.endswith("_s"):
        return format_duration(int(value), get_language() or "en")
    return size(value) if name.endswith("bytes") else value
