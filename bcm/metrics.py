"""What Prometheus is told about requests: how many, how they ended, how long they took."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("bcm_requests_total", "Requests answered.", ["method", "view", "status"])
SECONDS = Histogram(
    "bcm_request_seconds",
    "Time from the request to its answer.",
    ["view"],
    buckets=(0.01, 0.025, 0.06, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10, 30),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetricsMiddleware:
    """Counts every request by the name of its view: addresses are too many to count by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name or "unnamed") if match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - began)
        return response


def registry() -> CollectorRegistry:
    """Of this process, or of all the web server's workers where they share a folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    everyone = CollectorRegistry()
    MultiProcessCollector(everyone)
    return everyone
