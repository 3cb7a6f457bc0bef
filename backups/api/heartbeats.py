"""`/api/v1/ping/{secret}[/start|/fail|/<exit status>]`: for any job that can call an address.

No login, no CSRF: the address is the secret. Whatever is sent, the answer is short and never an
error of the server; what is unknown and what is no address at all look the same.
"""

from __future__ import annotations

import hashlib
import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backups.services.heartbeats import LONGEST_BODY, policy_of, read_ending, record_ping

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
        if _too_many("unknown", request.META.get("REMOTE_ADDR", ""), UNKNOWN_A_MINUTE, count=False):
            return _later()
        policy = policy_of(secret)
        if policy is None or told is None:
            _too_many("unknown", request.META.get("REMOTE_ADDR", ""), UNKNOWN_A_MINUTE)
            return _plain("not found", 404)
        if _too_many("policy", str(policy.pk), CALLS_A_MINUTE):
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


def _too_many(what: str, whose: str, most: int, *, count: bool = True) -> bool:
    """Counted per minute; without the cache nobody is held back."""
    key = f"ping:{what}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"
    try:
        if not count:
            return int(cache.get(key) or 0) >= most
        cache.add(key, 0, timeout=60)
        return int(cache.incr(key)) > most
    except Exception:
        return False


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _later(status: int = 429) -> HttpResponse:
    answer = _plain("too many calls" if status == 429 else "try again", status)
    answer.headers["Retry-After"] = "60"
    return answer
