"""What each noun adds to an import: codes of edges, tiers of processes, trees without loops."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext

from accounts.models import Department, Person
from bia.domain.dependency_rules import contradictions
from bia.models import Dependency, Process, System, SystemKind
from bia.models.dependency import DEPENDENT_FIELDS, NEEDED_FIELDS
from bia.services.catalogue import current_catalogue
from bia.services.dependencies import MESSAGES, columns_of
from bia.services.import_cells import ImportColumn
from bia.services.import_plan import Rules
from bia.services.import_rows import PlannedRow
from bia.services.tiering import tier_id_of
from lib.errors import Refused
from lib.wrong_rows import WrongRow

WORKAROUND = ("workaround_activation_s", "workaround_endurance_s", "workaround_capacity")
ENDS = (*DEPENDENT_FIELDS, *NEEDED_FIELDS)


class ProcessRules(Rules):
    """A process stands in its tier the moment it is written."""

    def __init__(self, model: type[models.Model]):
        super().__init__(model)
        self.catalogue = current_catalogue()

    def finish(self, planned: PlannedRow) -> None:
        process: Process = planned.row
        process.tier_id = tier_id_of(process, self.catalogue)


class SystemRules(Rules):
    """A team with members stays a team."""

    def __init__(self, model: type[models.Model]):
        super().__init__(model)
        teams = System.objects.filter(kind=SystemKind.TEAM, members__isnull=False)
        self.manned = set(teams.values_list("code", flat=True))

    def check(self, planned: PlannedRow, columns: dict[str, ImportColumn]) -> None:
        kind = planned.values.get("kind", SystemKind.TEAM)
        if planned.values.get("code") in self.manned and kind != SystemKind.TEAM:
            message = gettext("The team still has members; remove them first.")
            planned.refuse(columns["kind"], message)


class SiteRules(Rules):
    """Time zones exist."""

    def check(self, planned: PlannedRow, columns: dict[str, ImportColumn]) -> None:
        from bia.services.sites import check_timezone

        try:
            check_timezone(planned.values)
        except Refused as refusal:
            planned.refuse(columns["timezone"], refusal.problems[0].message)


class TreeRules(Rules):
    """No department is above itself, whatever order the rows come in."""

    def __init__(self, model: type[models.Model]):
        super().__init__(model)
        rows = Department.objects.values_list("code", "parent__code")
        self.parents: dict[str, str | None] = dict(rows)
        self.rows: dict[str, int] = {}

    def key(self, planned: PlannedRow) -> None:
        code = planned.values.get("code")
        if code and "parent" in planned.values:
            self.parents[code] = planned.values["parent"] or None
            self.rows[code] = planned.number

    def whole(self) -> Iterable[WrongRow]:
        for code, number in self.rows.items():
            above, steps = self.parents.get(code), 0
            while above is not None and above != code and steps <= len(self.parents):
                above, steps = self.parents.get(above), steps + 1
            if above == code:
                reason = gettext("The department would stand above itself.")
                yield WrongRow(number, gettext("parent department"), code, reason)


class PersonRules(Rules):
    """Nobody stands in for themselves."""

    def key(self, planned: PlannedRow) -> None:
        deputy, code = planned.values.get("deputy"), planned.values.get("code")
        if deputy and deputy == code:
            planned.wrong.append(
                WrongRow(
                    planned.number,
                    gettext("deputy"),
                    str(deputy),
                    gettext("Nobody stands in for themselves."),
                )
            )


class DependencyRules(Rules):
    """Codes of edges that have none, ends stated once, groups that agree."""

    def __init__(self, model: type[models.Model]):
        super().__init__(model)
        self.codes: dict[tuple[int | None, ...], str] = {}
        self.groups: dict[tuple[Any, str], dict[str, int | None]] = defaultdict(dict)
        self.rows: dict[tuple[Any, str], int] = {}
        self.by_keys: dict[tuple[str, str], str] = {}
        for edge in Dependency.objects.for_list().iterator(chunk_size=2000):
            self.codes[_ends(edge)] = edge.code
            self.by_keys[edge.dependent_key, edge.needs_key] = edge.code
            if edge.group:
                self.groups[_dependent(edge), edge.group][edge.code] = edge.group_needs
        self.group_of = {code: key for key, members in self.groups.items() for code in members}

    def key(self, planned: PlannedRow) -> None:
        """An edge without a code is known by its ends, or gets a code made of them."""
        if planned.values.get("code"):
            return
        ends = planned.texts.get("dependent", ""), planned.texts.get("needs", "")
        if all(ends):
            planned.values["code"] = self.by_keys.get(ends) or _code(*ends)

    def check(self, planned: PlannedRow, columns: dict[str, ImportColumn]) -> None:
        values = planned.values
        whole = {name: self._value(planned, name) for name in (*WORKAROUND, "group", "group_needs")}
        wrong = contradictions(
            activation_s=whole["workaround_activation_s"],
            endurance_s=whole["workaround_endurance_s"],
            capacity=whole["workaround_capacity"],
            group=whole["group"] or "",
            group_needs=whole["group_needs"],
        )
        for name, code in wrong:
            planned.refuse(columns[name], MESSAGES[code])
        if values["dependent"] == values["needs"]:
            planned.refuse(columns["needs"], gettext("Nothing depends on itself."))
        try:
            ends = columns_of(values["dependent"], values["needs"])
        except Refused as refusal:
            planned.refuse(columns["dependent"], refusal.problems[0].message)
            return
        key = tuple(ends[name].pk if ends[name] else None for name in ENDS)
        other = self.codes.setdefault(key, values["code"])
        if other != values["code"]:
            message = gettext("This dependency is already stated (%(code)s).") % {"code": other}
            planned.refuse(columns["needs"], message)
        if planned.wrong:
            return
        self._remember_group(planned, key, whole["group"] or "", whole["group_needs"])
        del values["dependent"], values["needs"]
        values.update(ends)

    def _value(self, planned: PlannedRow, name: str) -> Any:
        if name in planned.values:
            return planned.values[name]
        return getattr(planned.row, name) if planned.row else None

    def _remember_group(
        self, planned: PlannedRow, key: tuple[Any, ...], group: str, needs: int | None
    ) -> None:
        code = planned.values["code"]
        old = self.group_of.pop(code, None)
        if old is not None:
            self.groups[old].pop(code, None)
        if group:
            where = key[: len(DEPENDENT_FIELDS)], group
            self.groups[where][code] = needs
            self.group_of[code] = where
            self.rows.setdefault(where, planned.number)

    def whole(self) -> Iterable[WrongRow]:
        for where, number in self.rows.items():
            members = self.groups[where]
            label = gettext("how many of the group are needed")
            needs = set(members.values())
            if len(needs) > 1:
                reason = gettext("The alternatives of the group do not say the same number.")
                yield WrongRow(number, label, where[1], reason)
            elif any(one is not None and one > len(members) for one in needs):
                reason = gettext("The group has fewer alternatives than it needs.")
                yield WrongRow(number, label, where[1], reason)


def rules_for(model: type[models.Model]) -> Rules:
    from bia.models import Site

    found: dict[type[models.Model], type[Rules]] = {
        Process: ProcessRules,
        System: SystemRules,
        Site: SiteRules,
        Department: TreeRules,
        Person: PersonRules,
        Dependency: DependencyRules,
    }
    return found.get(model, Rules)(model)


def _ends(edge: Dependency) -> tuple[int | None, ...]:
    return tuple(getattr(edge, f"{name}_id") for name in ENDS)


def _dependent(edge: Dependency) -> tuple[int | None, ...]:
    return tuple(getattr(edge, f"{name}_id") for name in DEPENDENT_FIELDS)


def _code(dependent: str, needs: str) -> str:
    """The same two ends give the same code, today and at the application of the preview."""
    stem = f"{dependent.partition(':')[2]}.{needs.partition(':')[2]}"
    mark = hashlib.sha256(f"{dependent}|{needs}".encode()).hexdigest()[:6]
    return f"{stem[:57]}-{mark}"
