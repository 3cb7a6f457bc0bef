"""Behind the code of a printed copy: current, outdated or retired, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import visible_or_404
from accounts.request import PageRequest
from lib.call_rate import too_many
from plans.models import PrintCopy
from plans.poster import CURRENT, OUTDATED, RETIRED, Poster, poster_of

# A class that scans its cards together stays below; whoever tries tokens does not.
CALLS_A_MINUTE, UNKNOWN_A_MINUTE = 120, 20
# Both words for whoever stands before it, whatever their telephone speaks.
WORDS: Mapping[str, tuple[str, str]] = {
    CURRENT: ("CURRENT", "现行"),
    OUTDATED: ("OUTDATED", "已过期"),
    RETIRED: ("RETIRED", "已废止"),
    "unknown": ("UNKNOWN", "未登记"),
    "later": ("TRY AGAIN IN A MINUTE", "请稍后再试"),
}


# No session is read or made here, so there is nothing a cookie could carry.
@login_not_required
@never_cache
@require_safe
def poster(request: HttpRequest, token: str) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    with translation.override(_spoken(request)):
        if too_many("poster_unknown", address, UNKNOWN_A_MINUTE, count=False) or too_many(
            "poster", address, CALLS_A_MINUTE
        ):
            return _page("later", None, token, status=429)
        found = poster_of(token)
        if found is None:
            too_many("poster_unknown", address, UNKNOWN_A_MINUTE)
            return _page("unknown", None, token, status=404)
        return _page(found.verdict, found, token)


@require_safe
def poster_open(request: PageRequest, token: str) -> HttpResponse:
    """Signed in: the plan as it is now. Who may not see it learns nothing, not even its code."""
    rows = PrintCopy.objects.select_related("plan_version__plan")
    copy: PrintCopy = visible_or_404(rows, request.user, token=token)
    return redirect(copy.plan_version.plan)


def _spoken(request: HttpRequest) -> str:
    """By the browser alone: no cookie."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"


def _page(verdict: str, found: Poster | None, token: str, *, status: int = 200) -> HttpResponse:
    english, chinese = WORDS[verdict]
    spoken = translation.get_language() or "en"
    context: dict[str, Any] = {
        "verdict": verdict,
        "english": english,
        "chinese": chinese,
        "poster": found,
        "open": reverse("plans:poster_open", args=[token]) if found is not None else "",
        "language": spoken,
    }
    answer = HttpResponse(render_to_string("plans/poster.html", context), status=status)
    answer.headers["Content-Language"] = spoken
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["X-Frame-Options"] = "DENY"
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer
