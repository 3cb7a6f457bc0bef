"""`/reach/<secret>`: one tap says whether the phone numbers are right. No login.

GET and HEAD change nothing, so a mail scanner that opens the link does no harm (E44). Nothing
else of the platform is shown: no menu, no script, no link.
"""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
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

from lib.call_rate import too_many
from lib.errors import GuardsUnmet
from plans.models import PlanSettings, ReachabilityCheck
from plans.reachability_links import LinkState, read_link
from plans.services.reachability import answer_link, masked_numbers

STATUS = {
    LinkState.VALID: 200,
    LinkState.ANSWERED: 410,
    LinkState.EXPIRED: 410,
    LinkState.UNKNOWN: 404,
}
UNKNOWN_A_MINUTE, ANSWERS_A_MINUTE = 30, 10
_BUTTON = "plans.reachability.button"
# The page and its style; nothing is loaded from elsewhere, nothing runs.
STRICT = {
    **{name: [NONE] for name in ("default-src", "script-src", "font-src", "connect-src")},
    **{name: [NONE] for name in ("manifest-src", "frame-ancestors", "base-uri")},
    **{name: [SELF] for name in ("style-src", "img-src", "form-action")},
}


# Exempt from Django's check: with `no-referrer` browsers send `Origin: null`, which it refuses.
# The button's own proof stands in its place; there is no session that could be misused.
@csrf_exempt
@login_not_required
@never_cache
@csp_replace(STRICT)  # type: ignore[arg-type]
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, secret: str) -> HttpResponse:
    """Who holds the link is the contact."""
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    if too_many("reach-unknown", address, UNKNOWN_A_MINUTE, count=False):
        return _page(request, "later", status=429)
    state, check = read_link(secret, at=now)
    if state is LinkState.UNKNOWN:
        too_many("reach-unknown", address, UNKNOWN_A_MINUTE)
        return _page(request, state.value, status=STATUS[state])
    if request.method != "POST" or state is not LinkState.VALID:
        return _page(request, state.value, check, secret, status=STATUS[state])
    if too_many("reach-answer", secret, ANSWERS_A_MINUTE):
        return _page(request, "later", status=429)
    correct = {"yes": True, "no": False}.get(request.POST.get("correct", ""))
    if correct is None or not constant_time_compare(request.POST.get("button", ""), _proof(secret)):
        return _page(request, "valid", check, secret, status=403, refused=True)
    try:
        answer_link(secret, correct=correct, at=now)
    except GuardsUnmet:
        state, check = read_link(secret, at=now)
        return _page(request, state.value, check, secret, status=STATUS[state])
    return _page(request, "right" if correct else "wrong", check, status=200)


def _proof(secret: str) -> str:
    """Only who has read the page can send it."""
    return signing.Signer(salt=_BUTTON).signature(secret)


def _page(
    request: HttpRequest,
    state: str,
    check: ReachabilityCheck | None = None,
    secret: str = "",
    *,
    status: int,
    refused: bool = False,
) -> HttpResponse:
    """In the language of the browser: on a borrowed phone nobody is signed in."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        context = {"state": state, "refused": refused, "language": language}
        if check is not None and state == "valid":
            region = PlanSettings.current().phone_region
            context |= {
                "initial": check.person.name[:1],
                "numbers": masked_numbers(check.person, region),
                "proof": _proof(secret),
            }
        response = HttpResponse(render_to_string("plans/reach.html", context), status=status)
    response["Content-Language"] = language
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        response["Retry-After"] = "60"
    return response
