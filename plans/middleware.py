"""The public page of a printed copy, answered before sessions, languages and logins are looked up.

It hangs in halls and is scanned by anybody: it needs none of that, and what every other page
does first would cost it more than its one question. The headers for browsers, which stand
further out, are the same.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PREFIX = "/v/"
VIEW = "plans:poster"


class PosterMiddleware:
    """Must stand after those that set headers and before those that ask the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            try:
                match = resolve(request.path_info)
            except Resolver404:
                match = None
            if match is not None and match.view_name == VIEW:
                request.resolver_match = match
                found: HttpResponse = match.func(request, *match.args, **match.kwargs)
                return found
        return self.get_response(request)
