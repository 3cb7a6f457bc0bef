"""Nodes and edges of the dependency graph, checked once. Rules: docs/method.md §16.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Mode = Literal["serial", "parallel"]
Strength = Literal["hard", "degrading", "optional"]

PROCESS = "process"
# Kinds that must be restored: without a duration their time is not known. Places, suppliers,
# people and data sets without one just stand (data is judged by how much of it is lost).
RESTORED = ("system", "application", "infrastructure", "service")


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One thing in the graph; times in seconds, None is "not set", 0 is a value.

    `restore_s`: own restore duration that counts (measured if valid, else the design value).
    `proven`: that duration rests on a valid measurement. `measured_s`: for a process, its own
    valid recovery time as measured from end to end. `mbco`: the share of capacity at which the
    node counts as resumed. `automatic`: starts without the time to decide.
    """

    key: str
    kind: str
    restore_s: int | None = None
    rto_s: int | None = None
    mtd_s: int | None = None
    mbco: Decimal = Decimal(1)
    automatic: bool = False
    proven: bool = True
    measured_s: int | None = None


@dataclass(frozen=True, slots=True)
class GraphWorkaround:
    """Bridges one edge from `activation_s` until `endurance_s` (None: for ever), both from the
    disruption, with a share `capacity` of the work; None is not known and bridges nothing.
    """

    activation_s: int
    endurance_s: int | None = None
    capacity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """`dependent` needs `needs`. Edges with the same dependent and `group` are alternatives of
    which `group_needs` (None: 1) must be up. `place`: where something stands or who hosts it;
    such an edge counts for single points and for what fails together, never for times.
    """

    dependent: str
    needs: str
    mode: Mode = "serial"
    strength: Strength = "hard"
    workaround: GraphWorkaround | None = None
    group: str = ""
    group_needs: int | None = None
    place: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Of each of `edges` the position in `nodes` of its dependent and of what that needs."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    dependent: Sequence[int]
    needs: Sequence[int]


@dataclass(frozen=True, slots=True)
class Graph:
    """Built by `bia.domain.graph.checks.graph_of`, which refuses what cannot be."""

    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()
    index: dict[str, int] = field(default_factory=dict)
    """key → position in `nodes`."""
    ends: Ends | None = None
    """Looked up where left out, or of another graph."""


Nodes = Sequence[GraphNode]
Edges = Sequence[GraphEdge]
