"""`/api/v1/ping/{secret}[/start|/fail|/<exit status>]`: for any job that can call an address.

No login, no CSRF: the address is the secret. Whatever is sent, the answer is short and never an
error of the server; what is unknown and what is no address at all look the same.
"""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backups.services.heartbeats import LONGEST_BODY, policy_of, read_ending, record_ping
from lib.call_rate import too_many

log = logging.getLogger(__name__)

# A job that runs every minute and tells start and end stays well below.
CALLS_A_MINUTE, UNKNOWN_A_MINUTE = 60, 30


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ping(request: HttpRequest, secret: str, ending: str = "") -> HttpResponse:
    told = read_ending(ending)
    try:
        address = request.META.get("REMOTE_ADDR", "")
        if too_many("ping_unknown", address, UNKNOWN_A_MINUTE, count=False):
            return _later()
        policy = policy_of(secret)
        if policy is None or told is None:
            too_many("ping_unknown", address, UNKNOWN_A_MINUTE)
            return _plain("not found", 404)
        if too_many("ping", str(policy.pk), CALLS_A_MINUTE):
            return _later()
        kind, exit_status = told
        body = _body(request)
        record_ping(policy, kind=kind, exit_status=exit_status, body=body, at=timezone.now())
    except DatabaseError:
        log.exception("a heartbeat could not be kept")
        return _later(503)
    return _plain("OK", 200)


def _body(request: HttpRequest) -> bytes:
    """One byte more than is kept, never all of what somebody sends."""
    if request.method != "POST":
        return b""
    try:
        return request.read(LONGEST_BODY + 1) or b""
    except (UnreadablePostError, OSError):
        return b""


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _later(status: int = 429) -> HttpResponse:
    answer = _plain("too many calls" if status == 429 else "try again", status)
    answer.headers["Retry-After"] = "60"
    return answer
