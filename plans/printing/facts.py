"""What stands on paper but in no version: who is called, on which numbers, the grades.

A version names people and roles by code, so a new number changes no version; it makes the paper
wrong all the same. The digest of a copy's facts shows it (docs/method.md §35).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plans.models import CallAlternate, CallNode, CardContact, CopyFormat, IncidentGrade, PrintCopy
from plans.printing.card import HOLDERS_SHOWN
from plans.printing.people import Contact, Directory, directory

Facts = Mapping[int, str]


@dataclass(frozen=True)
class _Named:
    """Codes a version names: roles of its card; roles and people of its call tree."""

    called: tuple[str, ...]
    tree_roles: tuple[str, ...]
    tree_people: tuple[str, ...]


def facts_of(copies: Collection[PrintCopy]) -> Facts:
    """Copy id → SHA-256 of what would be printed today. Ten questions for any number of copies."""
    named = _named({one.plan_version_id for one in copies})
    roles = {code for one in named.values() for code in (*one.called, *one.tree_roles)}
    people = {code for one in named.values() for code in one.tree_people}
    books = {
        masked: directory(roles=roles, people=people, masked=masked)
        for masked in {one.numbers_masked for one in copies}
    }
    grades = _grades()
    return {
        one.pk: _digest(_facts(one, named[one.plan_version_id], books[one.numbers_masked], grades))
        for one in copies
    }


def _facts(copy: PrintCopy, named: _Named, book: Directory, grades: list[Any]) -> list[Any]:
    if copy.format == CopyFormat.PLAN:
        called = [*named.called, *named.tree_roles]
        return [_roles(called, book, None), _people(map(book.person, named.tree_people))]
    return [_roles(named.called, book, HOLDERS_SHOWN), grades]


def _roles(codes: Iterable[str], book: Directory, most: int | None) -> list[Any]:
    rows = map(book.role, codes)
    return [[one.name.en, one.name.zh, _people(one.holders[:most])] for one in rows]


def _people(rows: Iterable[Contact]) -> list[list[str]]:
    return [[one.name, *one.numbers] for one in rows]


def _grades() -> list[Any]:
    names = ("name_en", "name_zh")
    rows = IncidentGrade.objects.values_list(
        "code", *names, "definition_en", "definition_zh", "scope_en", "scope_zh", "response_s",
        *(f"decision_role__{name}" for name in names),
    )  # fmt: skip
    return [list(row) for row in rows]


def _named(versions: Collection[int]) -> dict[int, _Named]:
    called = _by_version(CardContact, versions, "role__code")
    tree_roles = _by_version(CallNode, versions, "role__code")
    direct = _by_version(CallNode, versions, "person__code")
    alternates = _by_version(CallAlternate, versions, "person__code")
    return {
        pk: _Named(
            tuple(called.get(pk, ())),
            tuple(tree_roles.get(pk, ())),
            (*direct.get(pk, ()), *alternates.get(pk, ())),
        )
        for pk in versions
    }


def _by_version(model: Any, versions: Collection[int], code: str) -> dict[int, list[str]]:
    rows = model.objects.filter(plan_version__in=versions, **{f"{code}__isnull": False})
    found: dict[int, list[str]] = {}
    for version, one in rows.order_by("position", "id").values_list("plan_version_id", code):
        found.setdefault(version, []).append(one)
    return found


def _digest(facts: list[Any]) -> str:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
