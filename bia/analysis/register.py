"""The stored register as a graph: six plain queries, however large it is.

The only reader of nodes and edges: gaps, map, what-if, findings and reports share it. Where a
system stands and who supplies it are edges too (`implicit`): they come from the system's own
fields and are changed there. Rules: docs/method.md §24.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import cast

from accounts.models import Organisation
from bia.analysis.register_rows import Rows, read_rows
from bia.domain.evidence import Validity
from bia.domain.graph.model import (
    PROCESS,
    Graph,
    GraphEdge,
    GraphNode,
    GraphWorkaround,
    Mode,
    Strength,
)

# Nobody restores these: there is no time to prove. A supplier's is a promise or not even that.
STANDING = ("site", "person", "team", "data_set")


@dataclass(frozen=True, slots=True)
class Named:
    """What people call a node of the graph, and what stands in the register about it.

    `kind` is finer than `table`: application, data_set, team …; `critical` of a system means
    core. `measured_s` and `measured_rpo_s` are the valid results that count (§9), `tier_order`
    is 0 for the strictest tier. `site` and `supplier` are keys. Times in seconds.
    """

    key: str
    kind: str
    table: str
    pk: int
    code: str
    name: str
    critical: bool = False
    life_safety: bool = False
    importance: str = ""
    tier_order: int | None = None
    tier_code: str | None = None
    department_id: int | None = None
    site: str | None = None
    supplier: str | None = None
    rto_s: int | None = None
    rpo_s: int | None = None
    mtd_s: int | None = None
    design_s: int | None = None
    dr_level: int | None = None
    wrt_s: int | None = None
    wrt_blocking: bool = False
    mbco: Decimal = Decimal(1)
    measured_s: int | None = None
    measured_rpo_s: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """An edge as it stands in the register; `code` is "" for an implicit one."""

    code: str
    dependent: str
    needs: str
    mode: str
    strength: str
    workaround_activation_s: int | None = None
    workaround_endurance_s: int | None = None
    workaround_capacity: Decimal | None = None
    group: str = ""
    group_needs: int | None = None
    notes: str = ""
    implicit: bool = False

    @property
    def bridged(self) -> bool:
        """A workaround is stated; whether it is long and strong enough is another question."""
        return self.workaround_activation_s is not None


@dataclass(frozen=True)
class RegisterGraph:
    """`graph` is what the engine gets; `stated` are its edges as people wrote them."""

    graph: Graph
    named: Mapping[str, Named]
    stated: tuple[Stated, ...]
    at: datetime
    validity: Validity
    currency: str
    keys: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """(table, id) → key."""


def read_register(at: datetime, *, past: bool = False) -> RegisterGraph:
    """The whole register with the measurements valid at `at` (aware), whoever asks.

    `past` reads the register as it stood at `at` instead of as it stands. What a single
    user may see of the result: `bia.analysis.sight`.
    """
    organisation = Organisation.current()
    validity = Validity(at, organisation.measurement_validity_days, organisation.timezone)
    rows = read_rows(validity.since, at, past=past)
    keys = _keys(rows)
    named = {one.key: one for one in _named(rows, keys)}
    stated = tuple(_stated(rows, keys, named))
    leaning = {one.dependent for one in stated if one.strength == "hard"}
    graph = Graph(
        nodes=tuple(_node(one, one.key in leaning) for one in named.values()),
        edges=tuple(_edges(stated)),
        index={key: place for place, key in enumerate(named)},
    )
    return RegisterGraph(graph, named, stated, at, validity, organisation.currency, keys)


def _keys(rows: Rows) -> dict[tuple[str, int], str]:
    found = {("process", row[0]): f"process:{row[1]}" for row in rows.processes}
    for pk, code, _name, kind, *_rest in rows.systems:
        found["system", pk] = f"{'team' if kind == 'team' else 'system'}:{code}"
    for table in ("site", "supplier", "person"):
        found |= {(table, row[0]): f"{table}:{row[1]}" for row in rows.of(table)}
    return found


def _named(rows: Rows, keys: Mapping[tuple[str, int], str]) -> Iterable[Named]:
    """Of each table, in the order of the line process, system, site, supplier, person."""
    worst = rows.worst
    for pk, code, name, department, *rest in rows.processes:
        critical, life_safety, mtd_s, rto_s, rpo_s, wrt_s, blocking, mbco, order, tier = rest
        yield Named(
            keys["process", pk], PROCESS, "process", pk, code, name, critical, life_safety,
            tier_order=order, tier_code=tier, department_id=department, rto_s=rto_s,
            rpo_s=rpo_s, mtd_s=mtd_s, wrt_s=wrt_s, wrt_blocking=blocking, mbco=mbco / 100,
            measured_s=worst.get(("process", pk, "rto")),
            measured_rpo_s=worst.get(("process", pk, "rpo")),
        )  # fmt: skip
    for pk, code, name, kind, *rest in rows.systems:
        importance, site, supplier, restore_s, rto_s, rpo_s, level = rest
        yield Named(
            keys["system", pk], kind, "system", pk, code, name, importance == "core",
            importance=importance, site=keys.get(("site", site)),
            supplier=keys.get(("supplier", supplier)), rto_s=rto_s, rpo_s=rpo_s,
            design_s=restore_s, dr_level=level,
            measured_s=worst.get(("system", pk, "rto")),
            measured_rpo_s=worst.get(("system", pk, "rpo")),
        )  # fmt: skip
    for pk, code, name in rows.sites:
        yield Named(keys["site", pk], "site", "site", pk, code, name)
    for pk, code, name, rto_s in rows.suppliers:
        key = keys["supplier", pk]
        yield Named(key, "supplier", "supplier", pk, code, name, design_s=rto_s)
    for pk, code, name in rows.people:
        yield Named(keys["person", pk], "person", "person", pk, code, name)


def _node(one: Named, leans: bool) -> GraphNode:
    """A process is restored with what it needs; its own result is one from end to end.

    One that needs nothing (`leans` False) says nothing of how it is restored: no proof.
    """
    if one.kind == PROCESS:
        proven = one.measured_s is not None
        return GraphNode(
            one.key, PROCESS, None if leans else 0, one.rto_s, one.mtd_s, one.mbco, False,
            proven, one.measured_s,
        )  # fmt: skip
    restore_s = one.design_s if one.measured_s is None else one.measured_s
    proven = one.measured_s is not None or one.kind in STANDING
    return GraphNode(one.key, one.kind, restore_s, one.rto_s, proven=proven)


def _stated(
    rows: Rows, keys: Mapping[tuple[str, int], str], named: Mapping[str, Named]
) -> Iterable[Stated]:
    """Edges that people stated, then the implicit ones that nobody stated anyway."""
    pairs = set()
    for ends, *rest in ((row[:7], *row[7:]) for row in rows.edges):
        dependent = _first(keys, ("process", "system"), ends[:2])
        needs = _first(keys, ("process", "system", "site", "supplier", "person"), ends[2:])
        if dependent is None or needs is None:
            continue  # the other end is gone: only in a graph of the past
        pairs.add((dependent, needs))
        code, *more = rest
        yield Stated(code, dependent, needs, *more)
    for one in named.values():
        for end in (one.site, one.supplier):
            if end is not None and (one.key, end) not in pairs:
                yield Stated("", one.key, end, "parallel", "hard", implicit=True)


def _first(
    keys: Mapping[tuple[str, int], str], tables: Iterable[str], ids: Iterable[int | None]
) -> str | None:
    """The key of the one id that is set."""
    for table, pk in zip(tables, ids, strict=True):
        if pk is not None:
            return keys.get((table, pk))
    return None


def _edges(stated: Iterable[Stated]) -> Iterable[GraphEdge]:
    needs = _group_needs(stated)
    for one in stated:
        bridge = None
        if one.workaround_activation_s is not None:
            bridge = GraphWorkaround(
                one.workaround_activation_s, one.workaround_endurance_s, one.workaround_capacity
            )
        yield GraphEdge(
            one.dependent,
            one.needs,
            cast(Mode, one.mode),
            cast(Strength, one.strength),
            bridge,
            one.group,
            needs.get((one.dependent, one.group)),
            one.implicit and one.needs.startswith("site:"),
        )


def _group_needs(stated: Iterable[Stated]) -> dict[tuple[str, str], int]:
    """How many of each group are needed: the most anybody stated, at most all its hard members."""
    members: dict[tuple[str, str], int] = {}
    wanted: dict[tuple[str, str], int] = {}
    for one in stated:
        if one.group and one.strength == "hard":
            group = (one.dependent, one.group)
            members[group] = members.get(group, 0) + 1
            wanted[group] = max(wanted.get(group, 1), one.group_needs or 1)
    return {group: min(wanted[group], members[group]) for group in wanted}
