"""The settings of plans: one row, checked for what a disk, a code and a telephone can do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from lib.errors import Refused, StaleVersion
from lib.versioning import change
from plans.models import PlanSettings
from plans.packing.storing import folder_of
from plans.printing import qr


@transaction.atomic
def change_plan_settings(
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    pack_mail_to: Collection[Person] | None = None,
    **fields: Any,
) -> list[str]:
    """Answers what really changed. Raises StaleVersion, Refused."""
    row = PlanSettings.objects.select_for_update().get(pk=PlanSettings.current().pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if "pack_folder" in fields:
        fields["pack_folder"] = fields["pack_folder"].strip()
        folder_of(fields["pack_folder"])
    if "poster_address" in fields:
        fields["poster_address"] = _address(fields["poster_address"])
    if "phone_region" in fields:
        fields["phone_region"] = _region(fields["phone_region"])
    changed = change(row, read_version=read_version, **fields)
    if pack_mail_to is not None:
        wanted = {one.pk for one in pack_mail_to}
        if wanted != set(row.pack_mail_to.values_list("pk", flat=True)):
            row.pack_mail_to.set(pack_mail_to)
            if not changed:
                row.version += 1
                row.save()
            changed = [*changed, "pack_mail_to"]
    return changed


def _address(text: str) -> str:
    """Without its last slash. It stands in every code, so it must be one that phones open."""
    plain = text.strip().rstrip("/")
    if not plain:
        return ""
    try:
        parts = urlsplit(plain)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        fits = fits and not parts.query and not parts.fragment and (parts.port or 1) > 0
        qr.picture(qr.address_of("x" * 12, plain))
    except ValueError:
        fits = False
    if not fits or any(one.isspace() for one in plain):
        words = _("Give an address such as https://bcm.example.org.")
        raise Refused("bad_address", words, "poster_address")
    return plain


def _region(text: str) -> str:
    region = text.strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise Refused("bad_region", _("Give a country by its two letters."), "phone_region")
    return region
