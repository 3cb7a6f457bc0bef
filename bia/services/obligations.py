"""Verbs on obligations by law, regulator, contract or policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from bia.models import Obligation, Process, Product
from bia.services.register import add, edit, remove

PERMISSION = "register.change"


def create_obligation(
    *,
    by: User,
    at: datetime,
    processes: Iterable[Process] = (),
    products: Iterable[Product] = (),
    **fields: Any,
) -> Obligation:
    links = {"processes": processes, "products": products}
    return add(Obligation, permission=PERMISSION, by=by, fields=fields, links=links)


def change_obligation(
    obligation: Obligation,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    processes: Iterable[Process] | None = None,
    products: Iterable[Product] | None = None,
    **fields: Any,
) -> list[str]:
    """`processes` and `products` None leave the links alone."""
    given = {"processes": processes, "products": products}
    links = {name: rows for name, rows in given.items() if rows is not None}
    return edit(
        obligation,
        permission=PERMISSION,
        by=by,
        read_version=read_version,
        fields=fields,
        links=links,
    )


def delete_obligation(obligation: Obligation, *, by: User, at: datetime) -> None:
    remove(obligation, permission=PERMISSION, by=by)
