"""The page behind an acknowledge link: no login, nothing happens before the button (NTF-8, E44)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from followup.models import Notification
from followup.services.acknowledgement import Link, LinkState, acknowledge, read
from followup.services.readers import reader_of
from followup.services.wording import words_of
from lib.errors import GuardsUnmet

STATUS = {LinkState.VALID: 200, LinkState.USED: 410, LinkState.EXPIRED: 410, LinkState.INVALID: 404}
_BUTTON = "followup.acknowledge.button"


# Exempt from Django's check: with `no-referrer` browsers send `Origin: null`, which it refuses.
# The button's own proof stands in its place; there is no session that could be misused.
@csrf_exempt
@login_not_required
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_link(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the link is the recipient. GET and HEAD change nothing."""
    now = timezone.now()
    link = read(token, at=now)
    if request.method == "POST" and link.state is LinkState.VALID:
        if not constant_time_compare(request.POST.get("button", ""), _proof(token)):
            return _page(link, token, status=403, refused=True)
        try:
            row = acknowledge(token, at=now)
        except GuardsUnmet:
            return _page(read(token, at=now), token)
        return _page(Link(LinkState.USED, row), token, status=200, done=True)
    return _page(link, token)


def _proof(token: str) -> str:
    """Only who has read the page can send it."""
    return signing.Signer(salt=_BUTTON).signature(token)


def _page(
    link: Link, token: str, *, status: int = 0, done: bool = False, refused: bool = False
) -> HttpResponse:
    """In the recipient's language and zone; the frame's menus and sessions are left out."""
    language, zone = _reader(link.message)
    with translation.override(language), timezone.override(zone):
        context: dict[str, Any] = {
            "state": link.state.value,
            "done": done,
            "refused": refused,
            "row": link.message,
            "proof": _proof(token),
        }
        if link.message is not None:
            context["words"] = words_of(
                link.message, language=translation.get_language() or "en", zone=zone
            )
        body = render_to_string("followup/acknowledge.html", context)
        response = HttpResponse(body, status=status or STATUS[link.state])
        response["Content-Language"] = translation.get_language() or "en"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _reader(row: Notification | None) -> tuple[str | None, ZoneInfo]:
    if row is not None and (row.person is not None or row.user is not None):
        reader = reader_of(row.person, row.user)
        return reader.language, reader.zone
    house = Organisation.current()
    return translation.get_language() or house.language, ZoneInfo(house.timezone)
