"""Lists of single points and of pairs: search, chips and pages over a kept analysis."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.request import PageRequest
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.single_points import PointRow, pairs_in, rows_in
from bia.analysis.stored import Stored, stored
from bia.node_links import page_of
from bia.points.action import point_action_url, point_ref
from followup.models import OPEN_STATES, CorrectiveAction
from followup.related import open_actions_from
from lib.listing import Listing

KINDS = (
    "site", "supplier", "team", "person", "infrastructure", "service", "application", "data_set",
    "process",
)  # fmt: skip


NAMED = 6
"""Processes spelled out in a row; the next UNFOLDED unfold, what is beyond is counted."""
UNFOLDED = 20
SHOWN = 20  # rows of a page


class NodeListing(Listing):
    """Of a kept analysis: search, chips and pages run over it in memory."""

    request: PageRequest

    @cached_property
    def of(self) -> Stored:
        return stored(timezone.now())

    @cached_property
    def sight(self) -> Sight:
        return Sight(self.request.user, self.of.named)

    @cached_property
    def words(self) -> list[str]:
        return self.search.lower().split()

    def says(self, one: Named) -> bool:
        text = f"{one.code} {one.name}".lower()
        return all(word in text for word in self.words)

    @cached_property
    def process(self) -> Named | None:
        """The process asked for by its code, if the reader sees it."""
        key = f"process:{self.request.GET.get('process', '')}"
        return self.of.named[key] if self.sight.sees(key) else None

    @cached_property
    def count(self) -> int:
        return len(self.matching)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a search keeps of the address."""
        kept = ("process", "kind", "critical", "unbridged")
        return [(name, self.request.GET[name]) for name in kept if self.request.GET.get(name)]


class PointListing(NodeListing):
    @property
    def chosen(self) -> dict[str, bool]:
        return {name: self.request.GET.get(name) == "1" for name in ("critical", "unbridged")}

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get("kind", "")
        return wanted if wanted in KINDS else ""

    @cached_property
    def before_kinds(self) -> list[PointRow]:
        found = list(rows_in(self.of, self.sight))
        if self.process:
            found = [row for row in found if self.process.key in row.all.processes]
        if self.chosen["critical"]:
            found = [row for row in found if row.critical_count]
        if self.chosen["unbridged"]:
            found = [row for row in found if row.bridge != "all"]
        return [row for row in found if self.says(row.named)] if self.words else found

    @cached_property
    def matching(self) -> Any:
        if not self.kind:
            return self.before_kinds
        return [row for row in self.before_kinds if row.named.kind == self.kind]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        page: list[PointRow] = self.matching[self.offset : self.offset + self.limit]
        user = self.request.user
        refs = {point_ref(row): ("point", row.named.key) for row in page}
        known: dict[Any, list[CorrectiveAction]] = open_actions_from(user, "gap", refs)
        may_act = may(user, "action.change")
        made = []
        for row in page:
            actions = [a for a in known.get(point_ref(row), []) if a.state in OPEN_STATES]
            act = point_action_url(row) if may_act and not actions else ""
            made.append(
                {"row": row, "url": page_of(row.named), "actions": actions, "act": act,
                 "more": len(row.processes) - NAMED,
                 "left": max(len(row.processes) - NAMED - UNFOLDED, 0),
                 "processes": [(one, page_of(one), _workaround(row, one.key))
                               for one in row.processes[: NAMED + UNFOLDED]]}
            )  # fmt: skip
        return made

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The kinds with their counts; the address of a chosen one takes it away."""
        counts = Counter(row.named.kind for row in self.before_kinds)
        return [
            {
                "kind": kind,
                "count": counts[kind],
                "chosen": self.kind == kind,
                "query": self.query(kind=None if self.kind == kind else kind, offset=None),
            }
            for kind in KINDS
            if counts[kind] or self.kind == kind
        ]

    @property
    def switches(self) -> list[dict[str, Any]]:
        labels = {"critical": _("Critical processes only"), "unbridged": _("No workaround")}
        return [
            {
                "label": labels[name],
                "icon": {"critical": "star", "unbridged": "link-off"}[name],
                "chosen": chosen,
                "query": self.query(**{name: None if chosen else 1, "offset": None}),
            }
            for name, chosen in self.chosen.items()
        ]

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        if self.process is None:
            return []
        query = self.query(process=None, offset=None)
        return [{"label": _("Stops"), "value": self.process.name, "query": query}]

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chips or self.kind or any(self.chosen.values()))


def _workaround(row: PointRow, process: str) -> str:
    """Of one process: what its workaround is worth, "" without one."""
    if process in row.bridged:
        return "bridges"
    return "unsure" if process in row.unsure else ""


class PairListing(NodeListing):
    """Pairs of one process, or of all: the critical ones first."""

    @cached_property
    def everything(self) -> list[tuple[Named, str, str]]:
        named = self.of.named
        found = pairs_in(self.of)
        keys = [self.process.key] if self.process else [k for k in found if self.sight.sees(k)]
        keys.sort(key=lambda key: (not named[key].critical, named[key].code))
        return [(named[key], one, other) for key in keys for one, other in found[key].shown]

    @property
    def total(self) -> int:
        """How many there are, spelled out or not."""
        found = pairs_in(self.of)
        keys = [self.process.key] if self.process else [k for k in found if self.sight.sees(k)]
        return sum(found[key].total for key in keys)

    @property
    def left_out(self) -> int:
        return self.total - len(self.everything)

    @cached_property
    def matching(self) -> Any:
        if not self.words:
            return self.everything
        named = self.of.named
        return [
            row
            for row in self.everything
            if any(self.says(named[key]) for key in row[1:] if self.sight.sees(key))
        ]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"process": process, "url": page_of(process), "nodes": [self._node(one), self._node(b)]}
            for process, one, b in self.matching[self.offset : self.offset + self.limit]
        ]

    def _node(self, key: str) -> dict[str, Any]:
        """A hidden process is named as such, without its page."""
        seen = self.sight.sees(key)
        named = self.of.named[key]
        return {
            "name": self.sight.name(key),
            "url": page_of(named) if seen else "",
            "kind": named.kind,
        }

    @property
    def processes(self) -> list[Named]:
        """Those with pairs, for the choice."""
        found = pairs_in(self.of)
        return sorted(
            (self.of.named[key] for key in found if found[key].total and self.sight.sees(key)),
            key=lambda one: one.name,
        )

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        if self.process is None:
            return []
        query = self.query(process=None, offset=None)
        return [{"label": _("Process"), "value": self.process.name, "query": query}]
