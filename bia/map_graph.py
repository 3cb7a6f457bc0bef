"""The dependency graph as plain nodes and edges: four queries, however large it is.

Where a system stands (site) and who supplies it are edges too, marked `implicit`: they come
from the system's own fields and are changed there.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, BooleanField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import Person, User
from bia.domain.gap import view_gap
from bia.measured import Results, results_by_subject, validity_at
from bia.models import Dependency, Measurement, Process, Site, Supplier, System
from bia.node_links import node_url

COLUMNS = (
    "table", "id", "code", "label", "kind", "critical", "mtd_s", "rto_s", "rpo_s", "restore_s",
    "site_id", "supplier_id",
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """`key` as the API names nodes; `kind` is finer: application, data_set, site …"""

    key: str
    code: str
    name: str
    kind: str
    critical: bool
    mtd_s: int | None
    rto_s: int | None
    rpo_s: int | None
    restore_s: int | None
    status: str | None
    tested_s: int | None

    @property
    def url(self) -> str:
        return node_url(self.kind if self.kind in PAGES else "system", self.code)


PAGES = ("process", "data_set", "team", "site", "supplier", "person")


@dataclass(frozen=True)
class Edge:
    """`dependent` needs `needs`; `code` is "" for an implicit edge."""

    code: str
    dependent: str
    needs: str
    mode: str
    strength: str
    group: str = ""
    group_needs: int | None = None
    workaround_activation_s: int | None = None
    workaround_endurance_s: int | None = None
    workaround_capacity: Decimal | None = None
    notes: str = ""
    implicit: bool = False

    @property
    def bridged(self) -> bool:
        """A workaround is stated; whether it is long and strong enough is another question."""
        return self.workaround_activation_s is not None


@dataclass
class Graph:
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def neighbourhood(self, key: str, depth: int) -> Graph:
        """What is within `depth` steps of the node, in either direction.

        Sites and suppliers are shown but not walked through: everything stands somewhere.
        """
        beside: dict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            beside[edge.dependent].append(edge.needs)
            beside[edge.needs].append(edge.dependent)
        reached, waiting = {key: 0}, deque([key])
        while waiting:
            here = waiting.popleft()
            place = here.startswith(("site:", "supplier:")) and here != key
            if reached[here] == depth or place:
                continue
            for there in beside[here]:
                if there not in reached:
                    reached[there] = reached[here] + 1
                    waiting.append(there)
        kept = {one: self.nodes[one] for one in self.nodes if one in reached}
        edges = [e for e in self.edges if e.dependent in kept and e.needs in kept]
        return Graph(kept, edges)

    def needs_of(self, key: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.dependent == key]

    def needed_by(self, key: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.needs == key]


def read_graph(user: User, at: datetime) -> Graph:
    """Everything `user` may see; an edge whose other end is hidden is left out."""
    valid = validity_at(at)
    proofs, validity = _proofs(user, valid.since, at), valid.span
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _node_rows(user)]
    keys = {(row["table"], row["id"]): _key(row) for row in rows}
    graph = Graph()
    for row in rows:
        node = _node(row, proofs, at, validity)
        graph.nodes[node.key] = node
        graph.edges += _implicit(row, node.key, keys)
    for stated in Dependency.objects.visible_to(user).order_by("code"):
        edge = _edge(stated, keys)
        if edge is not None:
            graph.edges.append(edge)
    return _without_strangers(graph)


def _node_rows(user: User) -> Iterable[tuple[Any, ...]]:
    """Nodes of every table in one UNION query, each as COLUMNS."""
    people = Person.objects.filter(needed_by__isnull=False).distinct()
    parts = [
        _part(
            Process.objects.visible_to(user),
            "process",
            {"critical": "critical", "mtd_s": "mtd_s", "rto_s": "rto_s", "rpo_s": "rpo_s"},
        ),
        _part(
            System.objects.visible_to(user),
            "system",
            {name: name for name in ("kind", "rto_s", "rpo_s", "restore_s")}
            | {"site_id": "site_id", "supplier_id": "supplier_id"},
        ),
        _part(Site.objects.visible_to(user), "site", {}),
        _part(Supplier.objects.visible_to(user), "supplier", {}),
        _part(people, "person", {}),
    ]
    rows: Iterable[tuple[Any, ...]] = parts[0].union(*parts[1:], all=True)
    return rows


def _part(rows: QuerySet[Any, Any], table: str, has: dict[str, str]) -> QuerySet[Any, Any]:
    """The COLUMNS of one table; what it has no field for is null (kind: the table's name)."""
    fixed: dict[str, Any] = {
        "table": Value(table, CharField()),
        "id": F("id"),
        "code": F("code"),
        "label": F("name"),
        "kind": Value(table, CharField()),
        "critical": Value(False, BooleanField()),
    }
    nothing = Cast(Value(None), BigIntegerField())
    columns = [F(has[name]) if name in has else fixed.get(name, nothing) for name in COLUMNS]
    return rows.order_by().values_list(*columns)


def _key(row: dict[str, Any]) -> str:
    prefix = "team" if row["kind"] == "team" else row["table"]
    return f"{prefix}:{row['code']}"


def _node(row: dict[str, Any], proofs: Results, at: datetime, validity: timedelta) -> Node:
    """A data set is judged by the data lost, everything else by the time to recover."""
    comparable = row["table"] in ("process", "system") and row["kind"] != "team"
    kind = "rpo" if row["kind"] == "data_set" else "rto"
    found = proofs.get((row["table"], row["id"], kind), [])
    gap = view_gap(row[f"{kind}_s"], row["mtd_s"], found, at, validity) if comparable else None
    status = gap.status if gap else None
    return Node(
        key=_key(row),
        code=row["code"],
        name=row["label"],
        kind=row["kind"],
        critical=row["critical"],
        mtd_s=row["mtd_s"],
        rto_s=row["rto_s"],
        rpo_s=row["rpo_s"],
        restore_s=row["restore_s"],
        status="rpo_miss" if kind == "rpo" and status == "rto_miss" else status,
        tested_s=gap.tested_s if gap else None,
    )


def _implicit(row: dict[str, Any], key: str, keys: dict[tuple[str, int], str]) -> list[Edge]:
    ends = [keys.get(("site", row["site_id"])), keys.get(("supplier", row["supplier_id"]))]
    return [
        Edge("", key, end, "parallel", "hard", implicit=True) for end in ends if end is not None
    ]


def _edge(stated: Dependency, keys: dict[tuple[str, int], str]) -> Edge | None:
    dependent = _end(stated, "dependent", ("process", "system"), keys)
    tables = ("process", "system", "site", "supplier", "person")
    needs = _end(stated, "needs", tables, keys)
    if dependent is None or needs is None:
        return None
    return Edge(
        code=stated.code,
        dependent=dependent,
        needs=needs,
        mode=stated.mode,
        strength=stated.strength,
        group=stated.group,
        group_needs=stated.group_needs,
        workaround_activation_s=stated.workaround_activation_s,
        workaround_endurance_s=stated.workaround_endurance_s,
        workaround_capacity=stated.workaround_capacity,
        notes=stated.notes,
    )


def _end(
    stated: Dependency, side: str, tables: tuple[str, ...], keys: dict[tuple[str, int], str]
) -> str | None:
    for table in tables:
        identity = getattr(stated, f"{side}_{table}_id")
        if identity is not None:
            return keys.get((table, identity))
    return None


def _without_strangers(graph: Graph) -> Graph:
    """Places, suppliers and people nothing hangs on say nothing on a map."""
    touched = {end for edge in graph.edges for end in (edge.dependent, edge.needs)}
    shared = ("site", "supplier", "person", "team")
    graph.nodes = {
        key: node for key, node in graph.nodes.items() if key in touched or node.kind not in shared
    }
    return graph


def _proofs(user: User, since: datetime, until: datetime) -> Results:
    valid = Measurement.objects.visible_to(user).filter(at__gte=since, at__lte=until)
    return results_by_subject(valid)
