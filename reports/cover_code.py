"""Where a report can be checked, as its cover tells it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from plans.printing import qr


def address_of(code: str) -> str:
    """The public page of one report; a file cannot hold its own digest, this page does."""
    return settings.PUBLIC_URL + reverse("reports:report_verify_code", args=[code])


def cover_code(code: str) -> dict[str, str]:
    """`address`, and `picture`, a code to scan as a `data:` address."""
    address = address_of(code)
    return {"address": address, "picture": qr.picture(address)}
