"""Rows that match what somebody types, as options of a datalist."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpResponse

from accounts.access import require
from accounts.models import Department, Person
from accounts.request import PageRequest
from bia.models import Process, Product, Site, Supplier, System
from bia.models.dependency import node_key
from lib.lookup import OFFERED, lookup_options, typed_words

KINDS: dict[str, type[Model]] = {
    "process": Process,
    "system": System,
    "site": Site,
    "supplier": Supplier,
    "person": Person,
    "product": Product,
    "department": Department,
}
NODES = ("process", "system", "site", "supplier", "person")


def lookup(request: PageRequest, kind: str) -> HttpResponse:
    """`?of=owner&owner=ali`: `of` names the parameter that holds the text. `node`: all kinds."""
    require(request.user, "register.view")
    if kind not in KINDS and kind != "node":
        raise Http404
    words = typed_words(request)
    if kind == "node":
        # What is typed may be a key already: system:dispatch.
        words = [word.rpartition(":")[2] for word in words]
        most = OFFERED // 4
        rows = [row for one in NODES for row in _matching(request, one, words)[:most]]
        found = [(node_key(row), str(row)) for row in rows]
    else:
        found = [(row.code, str(row)) for row in _matching(request, kind, words)[:OFFERED]]
    return lookup_options(request, found)


def _matching(request: PageRequest, kind: str, words: list[str]) -> QuerySet[Any]:
    manager: Any = KINDS[kind]._default_manager
    rows = manager.all()
    rows = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
    for word in words:
        rows = rows.filter(Q(code__icontains=word) | Q(name__icontains=word))
    found: QuerySet[Any] = rows.order_by("code")
    return found
