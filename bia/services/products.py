"""Verbs on products and services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from bia.models import Process, Product
from bia.services.register import add, edit, remove

PERMISSION = "register.change"
USED_IN = ("obligations",)


def create_product(
    *, by: User, at: datetime, processes: Iterable[Process] = (), **fields: Any
) -> Product:
    links = {"processes": processes}
    return add(Product, permission=PERMISSION, by=by, fields=fields, links=links)


def change_product(
    product: Product,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    processes: Iterable[Process] | None = None,
    **fields: Any,
) -> list[str]:
    """`processes` None leaves the links alone."""
    links = {} if processes is None else {"processes": processes}
    return edit(
        product,
        permission=PERMISSION,
        by=by,
        read_version=read_version,
        fields=fields,
        links=links,
    )


def delete_product(product: Product, *, by: User, at: datetime) -> None:
    remove(product, permission=PERMISSION, by=by, used_in=USED_IN)
