"""The tables behind the graph as plain tuples: no model is made, nothing is read twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import Organisation, Person
from bia.domain.gap import COUNTED
from bia.models import (
    Dependency,
    Measurement,
    MeasurementConfidence,
    Process,
    Site,
    Supplier,
    System,
)
from lib.asked_together import Reading
from lib.history import as_of

Row = tuple[Any, ...]
Table = Callable[[type[Model]], QuerySet[Any]]

PROCESS = (
    *("id", "code", "name", "department_id", "critical", "life_safety", "mtd_s", "rto_s", "rpo_s"),
    *("wrt_s", "wrt_blocking", "mbco_percent", "tier__order", "tier__code"),
)
SYSTEM = (
    *("id", "code", "name", "kind", "importance", "site_id", "supplier_id"),
    *("restore_s", "rto_s", "rpo_s", "dr_level"),
)
EDGE = (
    *("dependent_process_id", "dependent_system_id", "needs_process_id", "needs_system_id"),
    *("needs_site_id", "needs_supplier_id", "needs_person_id", "code", "mode", "strength"),
    *("workaround_activation_s", "workaround_endurance_s", "workaround_capacity"),
    *("group", "group_needs", "notes"),
)
RESULT = ("process_id", "system_id", "kind", "value_s")


@dataclass(frozen=True)
class Rows:
    processes: list[Row]
    systems: list[Row]
    sites: list[Row]
    suppliers: list[Row]
    people: list[Row]
    edges: list[Row]
    results: list[Row]
    """Valid ones that prove something, oldest first, as RESULT."""

    def of(self, table: str) -> list[Row]:
        found: list[Row] = {
            "site": self.sites, "supplier": self.suppliers, "person": self.people,
        }[table]  # fmt: skip
        return found

    @cached_property
    def worst(self) -> Mapping[tuple[str, int, str], int]:
        """The worst of the last three results of (process or system, its id, rto or rpo)."""
        found: dict[tuple[str, int, str], list[int]] = {}
        for process, system, kind, value_s in self.results:
            subject = ("process", process) if process is not None else ("system", system)
            found.setdefault((*subject, kind), []).append(value_s)
        return {subject: max(values[-COUNTED:]) for subject, values in found.items()}


def read_rows(since: datetime, at: datetime, *, past: bool) -> Rows:
    """Five queries; results from `since` to `at`. `past`: everything as it stood at `at`."""
    table: Table = partial(_then, at) if past else _now
    edges = list(table(Dependency).order_by("code").values_list(*EDGE))
    needed = {row[6] for row in edges} - {None}
    sites, suppliers, people = _short_ones(table, needed)
    return Rows(
        processes=_read(table(Process), PROCESS),
        systems=_read(table(System), SYSTEM),
        sites=sites,
        suppliers=suppliers,
        people=people,
        edges=edges,
        results=_results(since, at),
    )


def _short_ones(table: Table, people: Iterable[int]) -> tuple[list[Row], list[Row], list[Row]]:
    """Sites, suppliers with their contract's RTO, and people who are needed: one query."""
    reading = Reading(Organisation.objects.filter(pk=1))
    names = {"id": "id", "code": "code", "name": "name"}
    short = (
        reading.rows(table(Site).order_by("code"), None, **names),
        reading.rows(table(Supplier).order_by("code"), None, **names, rto_s="contract_rto_s"),
        reading.rows(Person.objects.filter(pk__in=people).order_by("code"), None, **names),
    )
    reading.read()
    sites, suppliers, needed = ([tuple(one.values()) for one in answer.of] for answer in short)
    return sites, suppliers, needed


def _now(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()


def _then(at: datetime, model: type[Model]) -> QuerySet[Any]:
    return as_of(model, at)


def _read(rows: QuerySet[Any], columns: Iterable[str]) -> list[Row]:
    return list(rows.order_by("code").values_list(*columns))


def _results(since: datetime, at: datetime) -> list[Row]:
    """Of those that were never changed since, so the past needs no other table."""
    valid = Measurement.objects.filter(at__gte=since, at__lte=at)
    proving = valid.exclude(confidence=MeasurementConfidence.SIMULATED)
    return list(proving.order_by("at", "id").values_list(*RESULT))
