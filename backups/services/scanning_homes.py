"""Which set a backup is a copy of that a scan has found."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from backups.domain.units import Unit
from backups.models import BackupCopy, BackupPolicy, BackupSet, SetState


class Homes:
    """Which set a unit is a copy of: by its name elsewhere, or by the instant it stands for."""

    def __init__(self, policies: dict[int, BackupPolicy]) -> None:
        self.policies = policies
        self.by_name: dict[tuple[int, str], int] = {}
        self.taken: set[tuple[int, str]] = set()
        copies = BackupCopy.objects.filter(backup_set__policy__in=policies)
        for set_id, path, policy in copies.values_list(
            "backup_set_id", "path", "backup_set__policy_id"
        ):
            self.by_name[(policy, path.rpartition("/")[2])] = set_id
        self.without: dict[tuple[int, str, Any], list[int]] = defaultdict(list)
        bare = (
            BackupSet.objects.filter(policy__in=policies, arrived_at__isnull=False)
            .exclude(restore_point_at=None)
            .exclude(state=SetState.EXPIRED.value)
            .annotate(places=Count("copies"))
            .filter(places=0)
        )
        for row in bare.only("policy_id", "kind", "restore_point_at"):
            assert row.restore_point_at is not None
            for key in self._keys(row.policy_id, row.kind, row.restore_point_at):
                self.without[key].append(row.pk)

    def promised(self, unit: Unit) -> bool:
        """This scan makes a set of that name already; the next one finds this copy of it."""
        return (unit.rule.key, unit.name) in self.taken

    def of(self, unit: Unit) -> int | None:
        """The set's id, None for a new one, whose name is then promised."""
        name = (unit.rule.key, unit.name)
        if name in self.by_name:
            return self.by_name[name]
        policy = self.policies[unit.rule.key]
        point = unit.named.instant(policy.timezone)
        kind = unit.named.kind or policy.method
        if point is not None:
            keys = self._keys(policy.pk, kind, point)
            for key in keys if unit.named.time is not None else keys[1:]:
                waiting = self.without.get(key, [])
                if len(waiting) == 1:
                    return waiting.pop()
        self.taken.add(name)
        return None

    def _keys(self, policy: int, kind: str, point: datetime) -> list[tuple[int, str, Any]]:
        """To the minute, and to the day on the policy's own clock."""
        local = point.astimezone(ZoneInfo(self.policies[policy].timezone))
        return [
            (policy, kind, local.strftime("%Y-%m-%dT%H:%M")),
            (policy, kind, local.date().isoformat()),
        ]
