"""Reasons of checks, tests and judgements as sentences; `params` fill the places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from backups.words.ages import coarse
from backups.words.plain import said
from backups.words.reasons_checks import CHECKS
from backups.words.restore_reasons import RESTORE_REASONS
from lib.durations import format_duration
from lib.templatetags.values import size

# The same code may mean two things: a check that is "encrypted" passed, a restore did not.
REASONS: dict[str, Any] = {**RESTORE_REASONS, **CHECKS}
RESTORES: dict[str, Any] = {**CHECKS, **RESTORE_REASONS}


class _Dash(int):
    """Counts as many, reads as a dash."""

    def __str__(self) -> str:
        return "–"


class _Gaps(dict[str, Any]):
    """A figure nobody wrote down leaves a dash, not a broken sentence."""

    def __missing__(self, name: str) -> _Dash:
        return _Dash()


def reason_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """One sentence; figures whose name ends in `_s` are durations, in `_bytes` sizes."""
    return _sentence(REASONS, code, params)


def restore_reason_words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """As `reason_words`, of a restore test and its checks."""
    return _sentence(RESTORES, code, params)


def _sentence(known: Mapping[str, Any], code: str, params: Mapping[str, Any] | None) -> str:
    if code not in known:
        return said(known, code) if code else ""
    try:
        return str(known[code] % _shown(params or {}))
    except (ValueError, TypeError):  # a figure that is none
        return str(known[code]) or said({}, code)


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    return _Gaps({name: _value(name, value) for name, value in params.items()})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if name == "age_s":
        value = coarse(int(value))
    if name.endswith("_s"):
        return format_duration(int(value), get_language() or "en")
    return size(value) if name.endswith("bytes") else value
