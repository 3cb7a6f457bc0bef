"""Rows with everything their JSON shows, in a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from backups.models import (
    BackupCopy,
    BackupSet,
    ManifestFile,
    Verification,
    VerificationCheck,
)
from backups.serializers.backup_set import SHOWN_FILES


def sets_for_api(rows: Any) -> Any:
    """Short manifests only: those of a hundred thousand files have an address of their own."""
    return rows.select_related("policy__system", "parent", "released_by").prefetch_related(
        Prefetch("copies", BackupCopy.objects.select_related("location").order_by("id")),
        Prefetch(
            "files",
            ManifestFile.objects.filter(
                backup_set__has_manifest=True, backup_set__file_count__lte=SHOWN_FILES
            ).order_by("path"),
            to_attr="short_manifest",
        ),
    )


def all_sets() -> Any:
    return sets_for_api(BackupSet.objects.for_list())


def policies_for_api(rows: Any) -> Any:
    return (
        rows.select_related("system", "state")
        .prefetch_related(None)
        .prefetch_related("locations", "places__location")
    )


def all_verifications() -> Any:
    return verifications_for_api(Verification.objects.for_list())


def verifications_for_api(rows: Any) -> Any:
    return rows.prefetch_related(None).prefetch_related(
        Prefetch("checks", VerificationCheck.objects.select_related("copy__location"))
    )
