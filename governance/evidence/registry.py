"""Which keys there are; each module of this package names its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise

from governance.evidence.found import Found, Look

Ask = Callable[[Look], Found]
When = Callable[[date, date], list[date]]

ASKED: dict[str, Ask] = {}
KEYS: dict[str, str | Promise] = {}
OCCURRENCES: dict[str, When] = {}
HAPPENS: dict[str, str | Promise] = {}


def evidence(key: str, label: str | Promise) -> Callable[[Ask], Ask]:
    """The function that looks for `key`, in a constant number of queries."""

    def register(ask: Ask) -> Ask:
        ASKED[key], KEYS[key] = ask, label
        return ask

    return register


def occurrence(key: str, label: str | Promise) -> Callable[[When], When]:
    """The function that says on which days (organisation's zone) something was done."""

    def register(when: When) -> When:
        OCCURRENCES[key], HAPPENS[key] = when, label
        return when

    return register
