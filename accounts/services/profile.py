"""What people change about themselves."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import Refused
from lib.versioning import change


@transaction.atomic
def change_profile(
    user: User, *, by: User, at: datetime, read_version: int | None = None, **fields: Any
) -> list[str]:
    """Name, language ("" follows the browser) and time zone ("" follows the organisation)."""
    language, zone = fields.get("language"), fields.get("timezone")
    if language and language not in dict(settings.LANGUAGES):
        raise Refused("invalid", _("There is no such language."), "language")
    if zone and zone not in zoneinfo.available_timezones():
        raise Refused("invalid", _("There is no such time zone."), "timezone")
    return change(user, read_version=read_version, **fields)
