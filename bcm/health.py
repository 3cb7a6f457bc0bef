"""What machines ask: is it alive, is it ready, how is it doing.

`/healthz` answers while the process can answer at all: restart it when it does not.
`/readyz` names each part it needs: send no requests while one is not ok.
`/metrics` is for Prometheus.

They are answered before any other middleware: no session, no host name, no redirect to TLS
and, for `/healthz`, no database may decide whether a process is alive.
"""

import hmac
import ipaddress
import os
import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bcm import metrics as measurements
from bcm import pulse
from bcm.celery import app as celery_app
from followup.services.ticker import OLDEST_TICK_S, tick_age_s
from followup.services.ticker_alarm import alarm

BROKER_ANSWERS_WITHIN_S = 2

_migrations_seen_applied = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 with every part ok, else 503; the body says how each part is."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if ready else "not ready", "parts": parts}
    return JsonResponse(body, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; 403 for whoever is neither allowed by address nor by token."""
    if not _may_read_metrics(request):
        return HttpResponse("Forbidden: see METRICS_TOKEN and METRICS_NETWORKS.\n", status=403)
    text = generate_latest(measurements.registry())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


class HealthMiddleware:
    """Must stand first."""

    VIEWS = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = self.VIEWS.get(request.path_info)
        return self.get_response(request) if view is None else view(request)


def _state(check: Callable[[], str]) -> str:
    """A check says "ok" or what is wrong; anything it raises is what is wrong, by its name only:
    messages of drivers tell addresses, and this page is open."""
    try:
        return check()
    except Exception as error:
        return f"fails: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    # Once all are applied they stay so for the life of this process: its code is their list.
    global _migrations_seen_applied
    if not _migrations_seen_applied:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            return f"{waiting} not applied"
        _migrations_seen_applied = True
    return "ok"


def _cache() -> str:
    # The cache swallows a lost connection, so only what comes back proves that it is there.
    sign = uuid.uuid4().hex
    cache.set(f"probe:{sign}", sign, timeout=10)
    return "ok" if cache.get(f"probe:{sign}") == sign else "does not keep what it is given"


def _broker() -> str:
    with celery_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_ANSWERS_WITHIN_S)
    return "ok"


def _sign_of(part: pulse.Part) -> Callable[[], str]:
    def check() -> str:
        age = pulse.age_s(part)
        if age is None:
            return "no sign of life"
        return "ok" if age <= pulse.OLDEST_SIGN_S else f"last sign of life {age:.0f} s ago"

    return check


def _ticker() -> str:
    """Not beat's sign but what the database says was done (CLK-4); who asks raises the alarm."""
    age = tick_age_s()
    if age is None:
        return "no sign of life"
    alarm(age)
    return "ok" if age <= OLDEST_TICK_S else f"last tick {age:.0f} s ago"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "broker": _broker,
    "ticker": _ticker,
    "worker": _sign_of("worker"),
    "sender": _sign_of("sender"),
    "verifier": _sign_of("verifier"),
}


def _may_read_metrics(request: HttpRequest) -> bool:
    """By METRICS_TOKEN (Authorization: Bearer …), or from METRICS_NETWORKS (default: this
    machine). An address behind a proxy is the proxy's, so proxied requests need the token."""
    token = os.environ.get("METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if "X-Forwarded-For" in request.headers:
        return False
    networks = os.environ.get("METRICS_NETWORKS", "127.0.0.0/8,::1/128").split(",")
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(name.strip()) for name in networks if name.strip())
