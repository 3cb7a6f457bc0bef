"""Error pages: what happened and what to do, without relying on database or session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    title: Any
    text: Any
    icon: str


PAGES: dict[int, Words] = {
    400: Words(
        _("The request cannot be understood"),
        _("Its address or its content is damaged. Go back and try again."),
        "alert-circle",
    ),
    403: Words(
        _("You may not see or do this"),
        _("Your roles do not cover it. An administrator can give you the role you need."),
        "lock",
    ),
    404: Words(
        _("There is no such page"),
        _("It was removed or renamed, or you may not see it. Check the address."),
        "search-off",
    ),
    500: Words(
        _("Something went wrong on our side"),
        _("The error was recorded. Nothing was half saved. Try again in a moment."),
        "alert-triangle",
    ),
}
CSRF = Words(
    _("This form is too old"),
    _("You were signed out or signed in anew since it was opened. Go back, reload, send it again."),
    "clock-x",
)


def page(request: HttpRequest, code: int, words: Words | None = None) -> HttpResponse:
    """The page of an error, in the reader's language."""
    context = {"code": code, "words": words or PAGES[code]}
    body = render_to_string("errors/error.html", context, request=None)
    return HttpResponse(body, status=code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, CSRF)
