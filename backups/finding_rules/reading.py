"""What the rules of this app look at, read once a check; and what makes a check run again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from backups.models import BackupPolicy, BackupSet, PolicyLocation, PolicyState
from backups.recovery_points import FamilyPoint, points_of, policy_rows
from backups.scores import FamilyScore, scores_of
from backups.services.failing import failing_sets
from bia.analysis.stored import Stored
from bia.finding_rules import Params, Raised, World
from bia.finding_rules.rule import Severity
from lib.history import event_model

# Of the columns of `bia_finding`.
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Family:
    """One class of data of a system; `judged` is that of its first policy, where it is kept."""

    key: str
    point: FamilyPoint
    judged: Mapping[str, Any]
    critical: bool
    required_by: str | None

    @property
    def subject(self) -> str:
        return subject_of(self.key, self.point.data_class)

    @property
    def severity(self) -> Severity:
        return "high" if self.critical else "medium"

    def state(self, what: str) -> str:
        kept = self.judged.get(what)
        return kept["state"] if kept else ""

    def raised(self, severity: Severity | None = None, **params: Any) -> Raised:
        about = {"data": self.point.data_class, **params}
        return Raised(self.subject, about, self.key, severity or self.severity, self.critical)


class Backups:
    """Six queries at most, whatever the number of systems; 3-2-1 only when a rule asks for it."""

    def __init__(self, now: Stored, at: datetime):
        self.now, self.at = now, at
        self.rows = policy_rows()
        self.points = points_of(self.rows, at, None, now)
        self.states: dict[int, Mapping[str, Any]] = dict(
            PolicyState.objects.values_list("policy_id", "judged")
        )

    @cached_property
    def families(self) -> list[Family]:
        return list(self._families())

    @cached_property
    def scores(self) -> Mapping[tuple[int, str], FamilyScore]:
        points = [one.point for one in self.families]
        return {
            (one.system_id, one.data_class): one
            for system in scores_of(points, self.at, self.now).values()
            for one in system.families
        }

    @cached_property
    def failing(self) -> Mapping[int, list[str]]:
        """Policy id → codes of its broken sets, of those whose verification failed."""
        asked = [
            pk for pk, kept in self.states.items()
            if kept.get("verification", {}).get("state") == "failed"
        ]  # fmt: skip
        found: dict[int, list[str]] = {}
        rows = failing_sets(asked).order_by("code") if asked else BackupSet.objects.none()
        for policy, code in rows.values_list("policy_id", "code"):
            found.setdefault(policy, []).append(code)
        return found

    @cached_property
    def policies(self) -> Mapping[int, BackupPolicy]:
        return {one.pk: one for one in BackupPolicy.objects.filter(active=True)}

    def critical(self, key: str) -> bool:
        return self.now.behind_of(key).critical > 0

    def _families(self) -> Iterator[Family]:
        for point in self.points.values():
            for one in point.families:
                if point.key:
                    yield Family(
                        point.key,
                        one,
                        self.states.get(one.policies[0].id, {}),
                        self.critical(point.key),
                        point.required_by if one.required_s == point.required_s else None,
                    )


def backups_of(world: World) -> Backups:
    """Read once for all rules of a check."""
    found: Backups | None = world.kept.get("backups")
    if found is None:
        found = Backups(world.stored, world.at or timezone.now())
        world.kept["backups"] = found
    return found


def subject_of(key: str, name: str) -> str:
    """ "system:crm/orders"; a name that is too long is told by its digest."""
    subject = f"{key}/{name}"
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{subject[: LONGEST_SUBJECT - 17]}~{digest}"


def asked_by(family: Family) -> str | None:
    """Who asks for the limit, None when it is its own."""
    return None if family.required_by == family.key else family.required_by


def mentions(params: Params) -> list[str]:
    return [params["by"]] if params.get("by") else []


def seen(at: datetime) -> str:
    """Policies, their places and what is judged of them; one query of a row a policy.

    Sets alone change nothing here: what matters of them is judged first.
    """
    tables = [event_model(model)._meta.db_table for model in (BackupPolicy, PolicyLocation)]
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {newest}, (SELECT count(*) FROM backups_backuppolicy), (
                SELECT md5(string_agg(policy_id || ':' || (
                    SELECT coalesce(string_agg(
                        key || '=' || (value->>'state') || coalesce(value->>'set', ''), ','
                        ORDER BY key), '') FROM jsonb_each(judged)), ';' ORDER BY policy_id))
                FROM backups_policystate)
            """  # noqa: S608  # names of our own tables
        )
        return "|".join(str(part) for part in cursor.fetchone())
