"""The request of a page behind the locked door, for annotations."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class PageRequest(HttpRequest):
    """Somebody is signed in: `LoginRequiredMiddleware` has seen to it."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
