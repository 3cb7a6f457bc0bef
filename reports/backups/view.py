"""What the backups were like at the report's moment: read once, by the functions of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Organisation
from backups.bundle.scope import Scope
from backups.domain.ledger import Coverage, total
from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    DetectionProof,
    LocationState,
    PolicyLocation,
    PolicyState,
    RestoreTest,
    Verification,
)
from backups.recovery_points import SystemPoint, points_of, policy_rows
from backups.scores import SystemScore, scores_of
from backups.services.ledger import coverage_by_system
from bia.analysis.stored import Stored, stored, stored_then
from bia.models import Site, System
from lib.past_tables import tables_as_of
from reports.backups.period import scope_of, until_of
from reports.models import Report

TRACKED = (
    Site, System, BackupLocation, BackupPolicy, PolicyLocation, BackupSet, BackupCopy,
    Verification, RestoreTest, DetectionProof,
)  # fmt: skip
# The workers overwrite these; nobody can say what stood in them.
UNKNOWN = (PolicyState, LocationState)


@dataclass(frozen=True)
class View:
    """`systems`: those with a backup policy, by code, as far as they are asked for.

    `scope` reads rows (of the past inside of `opened`), `ages` sums up the ledger.
    """

    report: Report
    organisation: Organisation
    at: datetime
    scope: Scope
    systems: tuple[System, ...]
    points: Mapping[int, SystemPoint]
    scores: Mapping[int, SystemScore]
    ages: Mapping[int, Coverage]
    register: Stored
    unprotected: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.timezone)

    @property
    def past(self) -> bool:
        return self.report.as_of is not None

    @cached_property
    def covered(self) -> Coverage:
        return total(self.ages.values())

    def coverage(self, system: System) -> Coverage:
        return self.ages.get(system.pk, Coverage())

    @cached_property
    def tests(self) -> QuerySet[RestoreTest]:
        """Restore tests that ended in the period."""
        rows = self.scope.of_policies(RestoreTest.objects.all(), "backup_set__policy_id")
        return self.scope.within(rows, "finished_at")

    @cached_property
    def measured_s(self) -> Mapping[int, int]:
        """System id → how long the newest restore of each took that passed, the worst family."""
        rows = (
            RestoreTest.objects.filter(
                outcome__in=("pass", "warn"), restored_s__isnull=False, finished_at__lte=self.at,
                backup_set__policy__system__in=[one.pk for one in self.systems],
            )
            .order_by("backup_set__policy__system_id", "backup_set__policy__data_class",
                      "-finished_at", "-pk")
            .distinct("backup_set__policy__system_id", "backup_set__policy__data_class")
            .values_list("backup_set__policy__system_id", "restored_s")
        )  # fmt: skip
        found: dict[int, int] = {}
        for system, restored_s in rows:
            found[system] = max(restored_s or 0, found.get(system, 0))
        return found

    def required_rto_s(self, system: System) -> int | None:
        """The stricter of its own target and what the objectives above it leave."""
        node = self.register.analysis.nodes.get(self._key(system))
        inherited = None if node is None else node.required_s
        return min(
            (one for one in (system.rto_s, inherited) if one is not None and one >= 0),
            default=None,
        )

    def _key(self, system: System) -> str:
        return self.register.register.keys.get(("system", system.pk), "")


@contextmanager
def opened(report: Report) -> Iterator[View]:
    """While it is open, every query of this connection reads as of the report's moment."""
    at, past = until_of(report), report.as_of is not None
    register = stored_then(at) if past else stored(at)
    ages = coverage_by_system(scope_of(report, live=not past))
    with tables_as_of(TRACKED, UNKNOWN, at) if past else nullcontext():
        yield _view(report, at, register, ages)


def _view(report: Report, at: datetime, register: Stored, ages: Mapping[int, Coverage]) -> View:
    scope = scope_of(report, live=True)
    rows = System.objects.filter(backup_policies__active=True).distinct().order_by("code")
    if scope.system_ids is not None:
        rows = rows.filter(pk__in=scope.system_ids)
    systems = tuple(rows)
    ids = [one.pk for one in systems]
    points = points_of(policy_rows(ids), at, ids, register)
    scores = scores_of([one for point in points.values() for one in point.families], at, register)
    return View(
        report, Organisation.current(), at, scope, systems, points, scores, ages, register,
        _unprotected(report),
    )  # fmt: skip


def _unprotected(report: Report) -> tuple[str, ...]:
    """Systems and data sets without any active policy: nothing here says anything about them."""
    if report.filters.get("systems"):
        return ()
    rows = System.objects.exclude(kind__in=("team", "service")).exclude(
        backup_policies__active=True
    )
    return tuple(rows.order_by("code").values_list("name", flat=True))
