"""The dependency analysis of a stored register: all gaps from database to response, and growth.

Cold: nothing is kept of an earlier analysis, as after any change of the register.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from django.core.cache import cache
from django.test import Client

from accounts.models import User
from bench import generate, generate_graph
from bench.measure import RUNS, Result, address_of, answers, clocked, page, peak_mb, signed_in
from bia.analysis.stored import forget

NODES = 1_000
SIZES = (200, 500, 1_000, 2_000, 5_000, 10_000)
GAPS = "/api/v1/analysis/gaps/"
# Pages and answers over the whole graph: name, address, most milliseconds, most queries.
OVER_ALL = (
    ("API: single points of failure", "/api/v1/analysis/single-points/", 2_000, 20),
    ("API: recovery order with 2 teams", "/api/v1/analysis/recovery-order/?teams=2", 2_000, 20),
)


def analysis() -> list[Result]:
    """1,000 nodes and 3,000 stated dependencies; a manager, and an owner limited to departments."""
    user = generate_graph.register(NODES)
    client, limited = signed_in(user), signed_in(generate.owner(departments=1))
    some = f"{GAPS}?limit=50"
    pages = (
        ("Gap page", address_of(("bia:gap_list", []))),
        ("Map: JSON", "/map/graph.json"),
        ("Map: page", address_of(("bia:map", []))),
        ("Single points: page", address_of(("bia:single_point_list", []))),
        ("Recovery order: page", address_of(("bia:recovery_order", []))),
    )
    return [
        cold(f"All gaps of {NODES:,} nodes, {NODES * 3:,} edges, cold", client, GAPS, 300),
        page("… warm", client, GAPS, 300, 12),
        cold("… of an owner of one department, cold", limited, GAPS, 300),
        cold("API: 50 of the gaps, cold", client, some, 300),
        page("API: 50 of the gaps, warm", client, some, 60, 12),
        *(cold(f"{name}, cold", client, address, most) for name, address, most, _n in OVER_ALL),
        *(page(f"{name}, warm", client, address, most, n) for name, address, most, n in OVER_ALL),
        *(page(f"{name} of {NODES:,} nodes, warm", client, at, 150, 20) for name, at in pages),
    ]


def growth() -> list[Result]:
    """All gaps, cold, at six sizes; smallest first, so that the peak of memory is each size's."""
    return [result for size in SIZES for result in _all_gaps_of(size)]


def _all_gaps_of(size: int) -> Iterator[Result]:
    client = signed_in(generate_graph.register(size))
    target = 300 if size == NODES else None
    yield cold(f"All gaps of {size:,} nodes, cold", client, GAPS, target)
    yield Result("… most memory so far", peak_mb(), None, "MB")


def gap_rows() -> list[Result]:
    """10,000 processes and 1,000 systems, as for the lists: a page shows 50 of 11,000 rows."""
    user = _many_processes()
    client, limited = signed_in(user), signed_in(generate.owner(departments=10))
    return [
        cold("Gap page of 11,000 rows, cold", client, "/gaps/", None),
        page("Gap page of 11,000 rows, warm", client, "/gaps/", 150, 20),
        page("The same for an owner of 10 departments", limited, "/gaps/", 150, 20),
    ]


def _many_processes() -> User:
    user = generate.start()
    generate.processes(10_000)
    generate.systems(1_000)
    generate.dependencies()
    generate.measurements(3_000)
    generate.analyse()
    return user


def cold(name: str, client: Client, address: str | None, target_ms: float | None) -> Result:
    """The median time of GET `address` when nothing is kept of an earlier analysis."""
    if address is None or not answers(client, address):
        return Result(name, None, target_ms, "ms")
    took = [clocked(lambda: _get_cold(client, address)) for _ in range(RUNS)]
    return Result(name, statistics.median(took) * 1000, target_ms, "ms")


def _get_cold(client: Client, address: str) -> None:
    forget()
    cache.clear()
    assert client.get(address).status_code == 200
