"""A call tree as the list it is called by: everybody in calling order, with numbers and state.

Made from a version's document (`content_document.document_of`), so that page, paper and pack show
what was signed; names, numbers and states are those of the moment. Six questions of the database,
however large the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Person
from lib.language import in_language
from plans.contact_state import ContactState, Phone, states_of
from plans.contact_words import gap_words
from plans.domain.call_order import called_in_order
from plans.domain.contact_gaps import Gap, gaps_of_node, gaps_of_role
from plans.domain.reachability import Because
from plans.models import ResponseRole, RoleHolder

GONE = ContactState("red", (Because("left"),), 0)


@dataclass(frozen=True)
class Callee:
    """Somebody who is called. `why`: "person" (the node names them), "holder" (of the role) or
    "alternate"; in this order one is called after the other."""

    code: str
    name: str
    why: str
    state: ContactState
    title: str = ""

    @property
    def phones(self) -> tuple[Phone, ...]:
        return self.state.phones


@dataclass(frozen=True)
class RoleContacts:
    """A role as a contact: its holders in calling order, and what is missing."""

    code: str
    name_en: str
    name_zh: str
    kind: str
    callees: tuple[Callee, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True)
class CallRow:
    """One node. `number` is "2.1": called by the callee of "2"; `node` is its id in the document.

    `called_by` is the number of the caller, "" for whoever starts the tree.
    """

    number: str
    depth: int
    node: int
    called_by: str
    role: RoleContacts | None
    callees: tuple[Callee, ...]
    is_critical: bool
    wait_s: int
    script: Mapping[str, str]
    gaps: tuple[Gap, ...] = field(default=())

    @property
    def name(self) -> str:
        """Who it is: the role, else the person."""
        if self.role is not None:
            return self.role.name
        return self.callees[0].name if self.callees else ""

    @property
    def gap_words(self) -> list[str]:
        return [gap_words(one) for one in self.gaps]

    @property
    def script_now(self) -> str:
        return in_language(self.script["en"], self.script["zh"])


def call_list(document: Mapping[str, Any], at: datetime) -> list[CallRow]:
    """The rows of the document's call tree in calling order; [] without one."""
    nodes: Sequence[Mapping[str, Any]] = document["call_tree"]
    if not nodes:
        return []
    book = Book(
        roles={one["role"] for one in nodes if one["role"]},
        people={code for one in nodes for code in (one["person"], *one["alternates"]) if code},
        at=at,
    )
    by_id = {one["id"]: one for one in nodes}
    numbers: dict[int, str] = {}
    rows = []
    for node_id, parent, number, depth in called_in_order(
        [(one["id"], one["parent"]) for one in nodes]
    ):
        numbers[node_id] = number
        rows.append(_row(by_id[node_id], number, depth, numbers.get(parent or 0, ""), book))
    return rows


def role_contacts(codes: Collection[str], at: datetime) -> dict[str, RoleContacts]:
    """Role code → its holders; codes that no role has are left out."""
    return Book(roles=codes, people=(), at=at).roles


class Book:
    """Roles and people by code, with numbers and states."""

    def __init__(self, *, roles: Collection[str], people: Collection[str], at: datetime):
        holders = list(
            RoleHolder.objects.filter(role__code__in=set(roles))
            .select_related("person")
            .order_by("position", "id")
        ) if roles else []  # fmt: skip
        named = list(Person.objects.filter(code__in=set(people))) if people else []
        ids = {one.person_id for one in holders} | {one.pk for one in named}
        self._states = states_of(ids, at)
        self._people = {one.code: one for one in named}
        rows = ResponseRole.objects.filter(code__in=set(roles)) if roles else []
        self.roles = {
            one.code: self._role(one, [h.person for h in holders if h.role_id == one.pk])
            for one in rows
        }

    def callee(self, code: str, why: str) -> Callee:
        """Somebody whose entry was deleted is red too."""
        person = self._people.get(code)
        return self._callee(person, why) if person else Callee(code, code, why, GONE)

    def _callee(self, person: Person, why: str) -> Callee:
        state = self._states[person.pk]
        return Callee(person.code, person.name, why, state, person.title)

    def _role(self, role: ResponseRole, people: Iterable[Person]) -> RoleContacts:
        callees = tuple(self._callee(one, "holder") for one in people)
        gaps = gaps_of_role([one.state for one in callees])
        return RoleContacts(role.code, role.name_en, role.name_zh, role.kind, callees, tuple(gaps))


def _row(node: Mapping[str, Any], number: str, depth: int, called_by: str, book: Book) -> CallRow:
    role = book.roles.get(node["role"] or "")
    callees = list(role.callees) if role is not None else []
    if node["person"]:
        callees.append(book.callee(node["person"], "person"))
    known = {one.code for one in callees}
    callees += [book.callee(one, "alternate") for one in node["alternates"] if one not in known]
    gaps = gaps_of_node([one.state for one in callees], is_critical=node["critical"])
    return CallRow(
        number=number,
        depth=depth,
        node=node["id"],
        called_by=called_by,
        role=role,
        callees=tuple(callees),
        is_critical=node["critical"],
        wait_s=node["wait_s"],
        script=node["script"],
        gaps=tuple(gaps),
    )
