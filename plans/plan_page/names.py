"""Names of what a document names by code; what no longer exists keeps its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.models import Process, Site, Supplier, System
from plans.models import IncidentGrade, Plan, ResponseRole, RoleHolder
from plans.plan_page.links import page

Row = Mapping[str, Any]

HIDDEN = {"process": _("another process"), "plan": _("another plan")}


@dataclass(frozen=True)
class Named:
    """`url` is "" where there is no page (any more)."""

    code: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class Names:
    """Per kind the named by code. `holders` are the names of who holds a role, the first first."""

    found: Mapping[str, Mapping[str, Named]]
    holders: Mapping[str, list[str]] = field(default_factory=dict)

    def __call__(self, kind: str, code: str | None) -> Named | None:
        if not code:
            return None
        return self.found.get(kind, {}).get(code) or Named(code, code)

    def all(self, kind: str, codes: Iterable[str]) -> list[Named]:
        return [named for code in codes if (named := self(kind, code)) is not None]


MODELS: dict[str, tuple[Any, str]] = {
    "role": (ResponseRole, "plans:role_detail"),
    "process": (Process, "bia:process_detail"),
    "system": (System, "bia:system_detail"),
    "site": (Site, "bia:site_detail"),
    "supplier": (Supplier, "bia:supplier_detail"),
    "person": (Person, ""),
    "grade": (IncidentGrade, ""),
    "plan": (Plan, "plans:plan_detail"),
}


def names_in(documents: Iterable[Row], user: User, *, people: bool = False) -> Names:
    """One question per kind that occurs, whatever the length of the documents.

    `people`: those of the call tree and the owners too, which a page of the text needs not.
    What `user` may not see has no name: "another process", "another plan".
    """
    wanted: dict[str, set[str]] = {}
    for document in documents:
        for kind, code in _codes(document):
            if code and (people or kind != "person"):
                wanted.setdefault(kind, set()).add(code)
    found = {kind: _read(kind, codes, user) for kind, codes in wanted.items()}
    return Names(found, _holders(wanted.get("role", set())))


def _read(kind: str, codes: set[str], user: User) -> dict[str, Named]:
    model, name = MODELS[kind]
    rows = model._default_manager.filter(code__in=codes)
    hidden: dict[str, Named] = {}
    if kind in HIDDEN:
        rows = rows.visible_to(user)
        hidden = {code: Named("", str(HIDDEN[kind])) for code in codes}
    return hidden | {
        one.code: Named(one.code, str(getattr(one, "name", one)), page(name, one.code))
        for one in rows
    }


def _holders(roles: set[str]) -> dict[str, list[str]]:
    if not roles:
        return {}
    rows = (
        RoleHolder.objects.filter(role__code__in=roles, person__is_active=True)
        .order_by("role", "position", "pk")
        .values_list("role__code", "person__name")
    )
    found: dict[str, list[str]] = {}
    for role, name in rows:
        found.setdefault(role, []).append(name)
    return found


SCOPE = {"processes": "process", "systems": "system", "sites": "site"}
OF_TASK = {"role": "role", "backup_role": "role", "system": "system", "sub_plan": "plan"}
OF_CRITERION = {"grade": "grade", "system": "system", "process": "process"}


def _codes(document: Row) -> Iterator[tuple[str, str | None]]:
    plan = document.get("plan") or {}
    for name, kind in SCOPE.items():
        yield from ((kind, code) for code in plan.get(name) or [])
    yield from (("person", plan.get(name)) for name in ("owner", "deputy"))
    yield "grade", document.get("serves_grade")
    yield from _of_rows(document.get("tasks"), OF_TASK)
    yield from _of_rows(document.get("criteria"), OF_CRITERION)
    yield from _of_rows(document.get("resources"), {"supplier": "supplier"})
    card = document.get("card") or {}
    yield from _of_rows(card.get("contacts"), {"role": "role", "from_grade": "grade"})
    yield from _of_rows(document.get("call_tree"), {"role": "role", "person": "person"})
    for node in document.get("call_tree") or []:
        yield from (("person", code) for code in node.get("alternates") or [])


def _of_rows(rows: Any, kinds: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    for row in rows or []:
        for name, kind in kinds.items():
            yield kind, row.get(name)
