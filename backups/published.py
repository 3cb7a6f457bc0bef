"""Rows of this app as webhooks carry them: exactly what the API answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backups.models import BackupPolicy, BackupSet, RestoreTest, Verification
from backups.services.publishing import register_sets
from bia.published import plain
from bia.services.publishing import register_shape


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_sets(sets_json)
    register_shape("backupset", set_json)
    register_shape("backuppolicy", policy_json)
    register_shape("verification", verification_json)
    register_shape("restoretest", restore_test_json)


def sets_json(set_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    # Serializers need the loaded catalogue of apps.
    from backups.api.loading import all_sets
    from backups.serializers.backup_set import SetSerializer

    return {
        row.pk: plain(SetSerializer(row).data, "backup-set-detail", row.code)
        for row in all_sets().filter(pk__in=set_ids)
    }


def set_json(row: BackupSet) -> dict[str, Any]:
    return sets_json([row.pk])[row.pk]


def policy_json(row: BackupPolicy) -> dict[str, Any]:
    from backups.api.loading import policies_for_api
    from backups.serializers.policy import PolicySerializer

    fresh = policies_for_api(BackupPolicy.objects.all()).get(pk=row.pk)
    return plain(PolicySerializer(fresh).data, "backup-policy-detail", fresh.code)


def verification_json(row: Verification) -> dict[str, Any]:
    from backups.api.loading import all_verifications
    from backups.serializers.runs import VerificationSerializer

    fresh = all_verifications().get(pk=row.pk)
    return plain(VerificationSerializer(fresh).data, "verification-detail", fresh.code)


def restore_test_json(row: RestoreTest) -> dict[str, Any]:
    from backups.serializers.runs import RestoreTestSerializer

    fresh = RestoreTest.objects.for_list().get(pk=row.pk)
    return plain(RestoreTestSerializer(fresh).data, "restore-test-detail", fresh.code)
