"""The sample's locations and policies, through the verbs that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from backups.models import BackupLocation, BackupPolicy
from backups.services.locations import create_location
from backups.services.policies import create_policy
from bia.models import Site, System

# Of the catalogue, not of the policy.
NOT_FIELDS = {"contents", "places", "manifest"}
SCANNED_EVERY_S = 3600


def sample_folder() -> Path | None:
    """Where the sample's backups lie: beneath the first of BACKUP_ROOTS, a folder for each
    database; None where the administrator allows no local folder."""
    if not settings.BACKUP_ROOTS:
        return None
    root: Path = settings.BACKUP_ROOTS[0]
    return root / f"sample-{connection.settings_dict['NAME']}"


def make_rows(story: Mapping[str, Any], *, at: datetime) -> None:
    by = User.objects.get(username="ops")
    folder = sample_folder()
    places = {} if folder is None else _locations(story, folder, by, at)
    systems = {one.code: one for one in System.objects.all()}
    for row in story["policies"]:
        fields = {k: v for k, v in row.items() if k not in NOT_FIELDS}
        fields |= {"system": systems[row["system"]], "naming_pattern": story["naming"]["pattern"]}
        create_policy(
            **(story["common"] | fields),
            places=[(places[one], row["system"]) for one in row["places"] if one in places],
            by=by,
            at=at,
        )


def policies() -> dict[str, BackupPolicy]:
    return {one.code: one for one in BackupPolicy.objects.select_related("system")}


def _locations(
    story: Mapping[str, Any], folder: Path, by: User, at: datetime
) -> dict[str, BackupLocation]:
    sites = {one.code: one for one in Site.objects.all()}
    made = {}
    for row in story["locations"]:
        fields = dict(row)
        url = (folder / fields.pop("folder")).as_uri()
        fields["site"] = sites[fields["site"]]
        if not fields.get("production"):
            fields["scan_every_s"] = SCANNED_EVERY_S
        made[row["code"]] = create_location(**fields, url=url, by=by, at=at)
    return made
