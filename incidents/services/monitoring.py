"""Verbs on sources of monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import User
from backups.services.rows import add, edit
from bia.models import System
from bia.services.register import remove
from incidents.models import MonitoringSource
from incidents.services.alert_reading import require_mapping
from lib.errors import Refused

PERMISSION = "monitoring.change"


@transaction.atomic
def create_source(
    *, by: User, at: datetime, default_systems: Sequence[System] = (), **fields: Any
) -> MonitoringSource:
    """Raises Refused at `mapping` and `user`, GuardsUnmet."""
    require(by, PERMISSION)
    _check(fields)
    row = add(MonitoringSource, permission=PERMISSION, prefix="M", by=by, fields=fields)
    row.default_systems.set(default_systems)
    return row


@transaction.atomic
def change_source(
    source: MonitoringSource,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    default_systems: Sequence[System] | None = None,
    **fields: Any,
) -> list[str]:
    """Answers the names that changed. Raises Refused, StaleVersion."""
    require(by, PERMISSION, source)
    _check({"kind": source.kind, "mapping": source.mapping} | fields)
    same = default_systems is None or set(default_systems) == set(source.default_systems.all())
    if not same:
        # A list of links has no column: the version counts all the same.
        fields["version"] = source.version
    changed = edit(source, permission=PERMISSION, by=by, read_version=read_version, fields=fields)
    if not same and default_systems is not None:
        source.default_systems.set(default_systems)
        if not changed:
            source.version += 1
            source.save(update_fields=["version", "updated_at"])
        changed = [*changed, "default_systems"]
    return changed


def delete_source(source: MonitoringSource, *, by: User, at: datetime) -> None:
    """Its alerts go with it; incidents stay."""
    remove(source, permission=PERMISSION, by=by, used_in=())


def _check(fields: dict[str, Any]) -> None:
    require_mapping(fields.get("kind", ""), fields.get("mapping", {}))
    user = fields.get("user")
    if user is not None and not may(user, "incident.report"):
        words = _("This user may not declare incidents: give it a role that may.")
        raise Refused("may_not_report", words, "user")
