"""What differs between two versions of an assessment, or between the register then and now.

Works on the plain contents of `assessment_content`; 0, "" and None are three different values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed"]
Section = Literal["fields", "ratings", "answers", "register"]

SKIPPED = ("code", "number")


@dataclass(frozen=True)
class Difference:
    """`key` is the field, the question, or (category, at_s); an absent side is None."""

    section: Section
    key: tuple[str | int, ...]
    before: Any
    after: Any

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def content_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Field by field, cell by cell, answer by answer, in the order of the newer version."""
    fields = _mappings("fields", _fields(before), _fields(after))
    ratings = _mappings("ratings", _cells(before), _cells(after))
    answers = _mappings("answers", _one(before, "answers"), _one(after, "answers"))
    return (*fields, *ratings, *answers)


def register_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """What the register says differently about the process, its limits and its dependencies."""
    old, new = _flat(before), _flat(after)
    return tuple(_mappings("register", old, new))


def _fields(content: Mapping[str, Any]) -> dict[tuple[str | int, ...], Any]:
    own = content.get("assessment", {})
    return {(name,): value for name, value in own.items() if name not in SKIPPED}


def _one(content: Mapping[str, Any], name: str) -> dict[tuple[str | int, ...], Any]:
    return {(key,): value for key, value in content.get(name, {}).items()}


def _cells(content: Mapping[str, Any]) -> dict[tuple[str | int, ...], Any]:
    return {
        (row["category"], row["at_s"]): {
            "score": row["score"],
            "amount": row["amount"],
            "text": row["text"],
        }
        for row in content.get("ratings", [])
    }


def _flat(register: Mapping[str, Any]) -> dict[tuple[str | int, ...], Any]:
    flat: dict[tuple[str | int, ...], Any] = {
        ("process", name): value for name, value in register.get("process", {}).items()
    }
    flat[("department",)] = register.get("department")
    flat[("owner",)] = register.get("owner")
    for name, key in (("dependencies", "needs"), ("products", "code"), ("obligations", "code")):
        for row in register.get(name, []):
            # A needed system or site under a new name is the same one.
            named = name != "dependencies"
            flat[(name, row[key])] = {k: v for k, v in row.items() if named or k != "name"}
    for node in register.get("needed_by", []):
        flat[("needed_by", node)] = node
    return flat


def _mappings(
    section: Section,
    before: Mapping[tuple[str | int, ...], Any],
    after: Mapping[tuple[str | int, ...], Any],
) -> list[Difference]:
    keys: Iterable[tuple[str | int, ...]] = [*after, *(key for key in before if key not in after)]
    return [
        Difference(section, key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    ]
