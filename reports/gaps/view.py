"""What the analysis says at the report's moment, as far as its requester may see it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import Department, Organisation
from bia.analysis.register import Named, Stated
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored, stored, stored_then
from bia.domain.graph.analysis import NodeResult
from bia.gaps.order import standings
from bia.gaps.rows import GapRow, rows_of
from reports.models import Report


@dataclass(frozen=True)
class View:
    """`chosen`: keys of the processes the report is about; `scope`: they and all they rest on.

    Everything else exists for the times only: it has no row, and no name unless it is seen.
    """

    report: Report
    organisation: Organisation
    at: datetime
    of: Stored
    sight: Sight
    chosen: frozenset[str]
    scope: frozenset[str]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.timezone)

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    @property
    def past(self) -> bool:
        return self.report.as_of is not None

    @cached_property
    def everything(self) -> bool:
        """The report speaks of the whole register: sums over all processes say nothing more."""
        return not self.report.filters and all(self.sight.sees(key) for key in self.of.named)

    @cached_property
    def rows(self) -> list[GapRow]:
        """What hurts most first; all that an objective speaks of within the scope."""
        shown = [one for one in standings(self.of) if one.named.key in self.scope]
        return rows_of(self.of, self.sight, shown, everything=True)

    @cached_property
    def row_of(self) -> Mapping[str, GapRow]:
        return {row.key: row for row in self.rows}

    @cached_property
    def processes(self) -> list[GapRow]:
        return [row for row in self.rows if row.kind == "process"]

    def result(self, key: str) -> NodeResult:
        return self.of.analysis.nodes[key]

    def named(self, keys: Iterable[str]) -> list[Named]:
        return [self.of.named[key] for key in keys]

    @cached_property
    def needs(self) -> Mapping[str, Sequence[Stated]]:
        """Edges within the scope by their dependent."""
        found: dict[str, list[Stated]] = defaultdict(list)
        for edge in self.of.register.stated:
            if edge.dependent in self.scope and edge.needs in self.scope:
                found[edge.dependent].append(edge)
        return found

    def below(self, keys: Iterable[str], most: int | None = None) -> list[str]:
        """The keys and what they rest on, nearest first, at most so many."""
        return _below(keys, self.needs, self.scope, most)


def view_of(report: Report) -> View:
    at = report.as_of or report.created_at
    of = stored(at) if report.as_of is None else stored_then(at)
    sight = Sight(report.requested_by, of.named)
    seen = {one.key for one in sight.seen()}
    chosen = _chosen(of, seen, report.filters)
    return View(
        report, Organisation.current(), at, of, sight, frozenset(chosen),
        frozenset(_scope(of, seen, chosen, report.filters)),
    )  # fmt: skip


def _chosen(of: Stored, seen: set[str], filters: Mapping[str, object]) -> set[str]:
    rows = [one for one in of.named.values() if one.table == "process" and one.key in seen]
    if "department" in filters:
        roots = list(
            Department.objects.filter(code=filters["department"]).values_list("pk", flat=True)
        )
        inside = set(Department.objects.all().subtree_ids(roots))
        rows = [one for one in rows if one.department_id in inside]
    if "critical" in filters:
        rows = [one for one in rows if one.critical is filters["critical"]]
    if "tier" in filters:
        rows = [one for one in rows if one.tier_code == filters["tier"]]
    if "processes" in filters:
        codes = filters["processes"]
        rows = [one for one in rows if isinstance(codes, list) and one.code in codes]
    return {one.key for one in rows}


def _scope(
    of: Stored, seen: set[str], chosen: set[str], filters: Mapping[str, object]
) -> Iterable[str]:
    """Without filters everything that is seen, else what the chosen processes rest on.

    Other processes below a chosen one belong to it as long as they are seen.
    """
    if not filters:
        return seen
    needs: dict[str, list[Stated]] = defaultdict(list)
    for edge in of.register.stated:
        needs[edge.dependent].append(edge)
    return [key for key in _below(chosen, needs, of.named.keys(), None) if key in seen]


def _below(
    keys: Iterable[str],
    needs: Mapping[str, Sequence[Stated]],
    inside: Iterable[str],
    most: int | None,
) -> list[str]:
    allowed = inside if isinstance(inside, (set, frozenset)) else set(inside)
    found = dict.fromkeys(keys)
    waiting = deque(found)
    while waiting and (most is None or len(found) < most):
        for edge in needs.get(waiting.popleft(), ()):
            if edge.needs not in found and edge.needs in allowed:
                found[edge.needs] = None
                waiting.append(edge.needs)
    return list(found) if most is None else list(found)[:most]
