"""Verbs on sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.models import Site
from bia.services.register import add, edit, remove
from lib.errors import Refused

PERMISSION = "infrastructure.change"
USED_IN = ("systems", "needed_by")


def create_site(*, by: User, at: datetime, **fields: Any) -> Site:
    check_timezone(fields)
    return add(Site, permission=PERMISSION, by=by, fields=fields)


def change_site(
    site: Site, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    check_timezone(fields)
    return edit(site, permission=PERMISSION, by=by, read_version=read_version, fields=fields)


def delete_site(site: Site, *, by: User, at: datetime) -> None:
    remove(site, permission=PERMISSION, by=by, used_in=USED_IN)


def check_timezone(fields: dict[str, Any]) -> None:
    name = fields.get("timezone", "")
    if name and name not in available_timezones():
        message = _("“%(name)s” is no time zone. Write for example Asia/Shanghai.")
        raise Refused("unknown_timezone", message % {"name": name[:64]}, "timezone")
