"""Checks of a restore as a policy states them, and what is refused.

One is {"name", "op", "value"} with either "sql" (one SELECT, its first value counts) or "path" (a
file beneath what was restored): "equals", "at_least", "exists" and, of a file, "sha256".
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

MOST, LONGEST_SQL, LONGEST_TEXT = 100, 10_000, 500
OPERATIONS = frozenset({"equals", "at_least", "exists", "sha256"})
_SHA256 = re.compile(r"^[0-9a-fA-F]{64}$")
_READS = re.compile(r"^\s*(select|with|values|table)\b", re.IGNORECASE)


class BadAssertion(ValueError):  # a refusal, told at the field
    """`code`: assertions_invalid, assertion_name, assertion_target, assertion_op,
    assertion_value, assertion_sql; `number` counts from 1 (0: the list as a whole)."""

    def __init__(self, code: str, number: int = 0) -> None:
        super().__init__(code)
        self.code, self.number = code, number


def check(assertions: Any) -> None:
    """Raises BadAssertion at the first that is wrong."""
    if not isinstance(assertions, list) or len(assertions) > MOST:
        raise BadAssertion("assertions_invalid")
    names = set()
    for number, one in enumerate(assertions, start=1):
        if not isinstance(one, dict) or not set(one) <= {"name", "sql", "path", "op", "value"}:
            raise BadAssertion("assertions_invalid", number)
        name = one.get("name")
        if not _is_text(name, LONGEST_TEXT) or name in names:
            raise BadAssertion("assertion_name", number)
        names.add(name)
        _check_one(one, number)


def is_query(text: str) -> bool:
    """Reads, and is one statement: what else would it be for?"""
    return bool(_READS.match(text)) and ";" not in text.rstrip().rstrip(";")


def _check_one(one: dict[str, Any], number: int) -> None:
    sql, path, op, value = (one.get(name) for name in ("sql", "path", "op", "value"))
    if (sql is None) == (path is None):
        raise BadAssertion("assertion_target", number)
    if sql is not None and not (_is_text(sql, LONGEST_SQL) and is_query(sql)):
        raise BadAssertion("assertion_sql", number)
    if path is not None and not (_is_text(path, LONGEST_TEXT) and _is_relative(path)):
        raise BadAssertion("assertion_target", number)
    if op not in OPERATIONS or (op == "sha256" and path is None):
        raise BadAssertion("assertion_op", number)
    if not _fits(op, value):
        raise BadAssertion("assertion_value", number)


def _fits(op: str, value: Any) -> bool:
    if op == "exists":
        return value is None or isinstance(value, bool)
    if op == "sha256":
        return isinstance(value, str) and bool(_SHA256.match(value))
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and _is_kept(value)
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return number or (op == "equals" and (value is None or isinstance(value, bool)))


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most and _is_kept(value)


def _is_kept(text: str) -> bool:
    """Whether a database keeps it: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _is_relative(path: str) -> bool:
    return all(part not in ("", ".", "..") for part in path.split("/"))
