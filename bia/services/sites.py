"""Verbs on sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from bia.models import Site
from bia.services.register import add, edit, remove

PERMISSION = "infrastructure.change"
USED_IN = ("systems", "needed_by")


def create_site(*, by: User, at: datetime, **fields: Any) -> Site:
    return add(Site, permission=PERMISSION, by=by, fields=fields)


def change_site(
    site: Site, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    return edit(site, permission=PERMISSION, by=by, read_version=read_version, fields=fields)


def delete_site(site: Site, *, by: User, at: datetime) -> None:
    remove(site, permission=PERMISSION, by=by, used_in=USED_IN)
