"""Names of what a document names by code; what no longer exists keeps its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.models import Process, Site, Supplier, System
from lib.language import in_language
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


BOTH, ONE = ("name_en", "name_zh"), ("name", "name")
# Kind → its table, the columns of its name in English and Chinese, its page.
MODELS: dict[str, tuple[Any, tuple[str, str], str]] = {
    "role": (ResponseRole, BOTH, "plans:role_detail"),
    "process": (Process, ONE, "bia:process_detail"),
    "system": (System, ONE, "bia:system_detail"),
    "site": (Site, ONE, "bia:site_detail"),
    "supplier": (Supplier, ONE, "bia:supplier_detail"),
    "person": (Person, ONE, ""),
    "grade": (IncidentGrade, BOTH, ""),
    "plan": (Plan, BOTH, "plans:plan_detail"),
}


def names_in(documents: Iterable[Row], user: User, *, people: bool = False) -> Names:
    """Two questions, whatever the documents name and however long they are.

    `people`: those of the call tree and the owners too, which a page of the text needs not.
    What `user` may not see has no name: "another process", "another plan".
    """
    wanted: dict[str, set[str]] = {}
    for document in documents:
        for kind, code in _codes(document):
            if code and (people or kind != "person"):
                wanted.setdefault(kind, set()).add(code)
    return Names(_read(wanted, user), _holders(wanted.get("role", set())))


def _read(wanted: Mapping[str, set[str]], user: User) -> dict[str, dict[str, Named]]:
    found: dict[str, dict[str, Named]] = {
        kind: {code: Named("", str(words)) for code in wanted.get(kind, ())}
        for kind, words in HIDDEN.items()
    }
    queries = [_rows(kind, codes, user) for kind, codes in wanted.items()]
    if not queries:
        return found
    for kind, code, english, chinese in queries[0].union(*queries[1:], all=True):
        name = in_language(english, chinese)
        shown = f"{code} {name}" if kind == "grade" else name
        found.setdefault(kind, {})[code] = Named(code, shown, page(MODELS[kind][2], code))
    return found


def _rows(kind: str, codes: set[str], user: User) -> QuerySet[Any, Any]:
    model, (english, chinese), _page = MODELS[kind]
    rows = model._default_manager.filter(code__in=codes).order_by()
    if kind in HIDDEN:
        rows = rows.visible_to(user)
    columns = {"of_kind": Value(kind, CharField()), "english": F(english), "chinese": F(chinese)}
    named: QuerySet[Any, Any] = rows.values_list("code").annotate(**columns)
    return named.values_list("of_kind", "code", "english", "chinese")


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
