"""Language and zone of the reader, who did it for the audit trail, and the locked door."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from pghistory.middleware import HistoryMiddleware

from accounts.models import Organisation

Responder = Callable[[HttpRequest], HttpResponse]


def organisation_of(request: HttpRequest) -> Organisation:
    """The organisation, read once per request."""
    known: Organisation | None = getattr(request, "organisation", None)
    if known is None:
        known = request.organisation = Organisation.current()  # type: ignore[attr-defined]
    return known


class PersonLocaleMiddleware:
    """A person's own language and zone; else the cookie's, the browser's, the organisation's."""

    def __init__(self, get_response: Responder):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        with timezone.override(self._zone(request)):
            response = self.get_response(request)
        # The API answers in the token user's language, which is known only by now.
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        translation.deactivate()
        return response

    def _language(self, request: HttpRequest) -> str:
        chosen = request.user.language if request.user.is_authenticated else ""
        if request.headers.get("Authorization"):
            chosen = ""
        if chosen and translation.check_for_language(chosen):
            return chosen
        return translation.get_language_from_request(request)

    def _zone(self, request: HttpRequest) -> zoneinfo.ZoneInfo:
        name = request.user.timezone if request.user.is_authenticated else ""
        try:
            return zoneinfo.ZoneInfo(name or organisation_of(request).timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class AuditContextMiddleware(HistoryMiddleware):
    """Every change carries the user, the address, the page and the request's number."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        return super().get_context(request) | {
            "method": request.method,
            "address": request.META.get("REMOTE_ADDR", ""),
            "request": request_id,
        }


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Everything needs a login, except what says otherwise; the API answers for itself."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
