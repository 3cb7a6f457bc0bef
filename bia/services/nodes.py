"""Nodes of the dependency graph by their key: "process:road-rescue", "system:dispatch", …"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.models import Process, Site, Supplier, System, SystemKind
from lib.errors import Refused

NODE_MODELS: dict[str, type[models.Model]] = {
    "process": Process,
    "system": System,
    "team": System,
    "site": Site,
    "supplier": Supplier,
    "person": Person,
}


def resolve_node(key: str, *, by: User | None = None, field: str | None = None) -> Any:
    """The row a key names; with `by` only what that user may see.

    Raises Refused at `field` for an unreadable key, an unknown kind, an unknown code.
    """
    kind, code = split_key(key, field=field)
    row = _rows(kind, [code], by).first()
    if row is None:
        raise unknown_node(key, field)
    return row


def resolve_nodes(keys: Iterable[str]) -> dict[str, Any]:
    """Many keys at once, one query per kind; unknown and unreadable ones are left out."""
    codes: dict[str, list[str]] = {}
    for key in keys:
        kind, found, code = key.partition(":")
        if found and kind in NODE_MODELS:
            codes.setdefault(kind, []).append(code)
    return {
        f"{kind}:{row.code}": row
        for kind, wanted in codes.items()
        for row in _rows(kind, wanted, None)
    }


def split_key(key: str, *, field: str | None = None) -> tuple[str, str]:
    """Kind and code of a key. Raises Refused."""
    kind, found, code = key.strip().partition(":")
    if not found or not code:
        message = _("Write kind and code, for example system:dispatch.")
        raise Refused("unreadable_node", message, field)
    if kind not in NODE_MODELS:
        unknown = _("“%(kind)s” is no kind of node. Known: %(known)s.") % {
            "kind": kind[:40],
            "known": ", ".join(NODE_MODELS),
        }
        raise Refused("unknown_kind", unknown, field)
    return kind, code


def unknown_node(key: str, field: str | None = None) -> Refused:
    message = _("There is no “%(key)s”.") % {"key": key[:100]}
    return Refused("does_not_exist", message, field)


def _rows(kind: str, codes: list[str], by: User | None) -> models.QuerySet[Any]:
    """Rows of a kind with these codes. Persons are shared, the rest knows who may see it."""
    readable = [code for code in codes if "\x00" not in code]
    rows = NODE_MODELS[kind]._default_manager.filter(code__in=readable)
    if kind == "team":
        rows = rows.filter(kind=SystemKind.TEAM)
    if by is not None and hasattr(rows, "visible_to"):
        rows = rows.visible_to(by)
    return rows
