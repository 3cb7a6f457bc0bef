"""The sample where no folder may be read: apart from the others, whose sample holds its users."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backups.models import BackupLocation, BackupPolicy
from backups.services.sample_files import place_files
from backups.services.sample_rows import make_rows
from backups.services.sample_story import read_story
from tests import factories

NOW = datetime(2026, 11, 26, 9, 45, tzinfo=UTC)


def test_without_an_allowed_folder_there_are_policies_only(settings: Any, db: None) -> None:
    settings.BACKUP_ROOTS = []
    factories.user("ops", "it_operations")
    for code in ("csm", "inventory", "finance", "bi"):
        factories.system(code)
    make_rows(read_story("en"), at=NOW)
    place_files(read_story("en"), at=NOW)
    assert (BackupLocation.objects.count(), BackupPolicy.objects.count()) == (0, 9)
