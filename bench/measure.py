"""Timing a page at the server: the whole middleware, no network, median of several."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User

RUNS = 9


@dataclass(frozen=True)
class Result:
    """`value` and `target` in `unit`; None as value: there is no such page yet."""

    name: str
    value: float | None
    target: float | None
    unit: str
    queries: int | None = None
    most_queries: int | None = None

    @property
    def ok(self) -> bool | None:
        if self.value is None:
            return None
        quick = self.target is None or self.value <= self.target
        few = self.most_queries is None or (self.queries or 0) <= self.most_queries
        return quick and few


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.ActiveUserBackend")
    return client


def page(
    name: str,
    client: Client,
    address: str | None,
    target_ms: float | None = None,
    most_queries: int | None = None,
) -> Result:
    """The median time of GET `address`, and how many queries one answer takes."""
    if address is None or not answers(client, address):
        return Result(name, None, target_ms, "ms", None, most_queries)
    for _ in range(2):
        _get(client, address)
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
        queries = len(connection.queries_log) - captured.initial_queries
    took = [clocked(lambda: _get(client, address)) for _ in range(RUNS)]
    return Result(name, statistics.median(took) * 1000, target_ms, "ms", queries, most_queries)


def clocked(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def answers(client: Client, address: str) -> bool:
    """False where there is no such page yet; any other failure is one of `_get`."""
    return client.get(address).status_code != 404


def address_of(*candidates: tuple[str, list[str]]) -> str | None:
    """The first URL name that exists."""
    for name, arguments in candidates:
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return None


def peak_mb() -> float:
    """The most memory this process or a child of it ever held."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) / 1024


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    if getattr(answer, "streaming", False):
        for _ in answer:
            pass
