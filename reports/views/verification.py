"""Is this file a report of this installation? Asked by anybody; nothing of it is stored.

Throttled by address, because it is open: looking up digests is cheap, guessing codes is hopeless.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lib.call_rate import too_many
from reports.services.verification import made_as, made_with, normal
from reports.uploads import Hashing

CALLS_A_MINUTE = 30


# A question writes nothing, so nobody can be made to ask it against their will; and whatever looked
# for a token before the view would have stored the upload.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report_verify(request: HttpRequest, code: str = "") -> HttpResponse:
    context: dict[str, Any] = {"code": code, "asked": False, "pasted": ""}
    if too_many("report_verify", request.META.get("REMOTE_ADDR", ""), CALLS_A_MINUTE):
        context["problem"] = _("Too many questions from this address. Wait a minute.")
        return _page(request, context, status=429)
    if code:
        context["covered"] = made_as(code)
        context["asked_code"] = True
    if request.method == "POST":
        return _page(request, context | _of_post(request))
    if "sha256" in request.GET:
        return _page(request, context | _of_text(request.GET["sha256"]))
    return _page(request, context)


def _of_post(request: HttpRequest) -> dict[str, Any]:
    """The digest of what was uploaded, else the one that was pasted."""
    hashing = Hashing(request)
    request.upload_handlers = [hashing]
    pasted = request.POST.get("sha256", "")
    if hashing.too_long:
        return {"problem": _("The file is too large for this page. Compute its SHA-256 yourself.")}
    if hashing.digest:
        return _answer(hashing.digest)
    return _of_text(pasted)


def _of_text(text: str) -> dict[str, Any]:
    if not text.strip():
        return {"problem": _("Choose a file, or paste a SHA-256.")}
    digest = normal(text)
    if digest is None:
        return {
            "problem": _("A SHA-256 has 64 characters, 0 to 9 and a to f."),
            "pasted": text[:200],
        }
    return _answer(digest)


def _answer(digest: str) -> dict[str, Any]:
    return {"asked": True, "digest": digest, "made": made_with(digest)}


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    covered, made = context.get("covered"), context.get("made")
    if context.get("asked_code") and context["asked"]:
        context["same"] = bool(covered and made and covered.code == made.code)
    response = render(request, "reports/report_verify.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
