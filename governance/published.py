"""Rows of this app as webhooks carry them: what the API answers."""

from __future__ import annotations

from typing import Any

from bia.published import plain
from bia.services.publishing import register_shape
from governance.models import BcmsRecord


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_shape("bcmsrecord", record_json)


def record_json(row: BcmsRecord) -> dict[str, Any]:
    # Serializers need the loaded catalogue of apps.
    from governance.serializers.record import BcmsRecordSerializer

    fresh = BcmsRecord.objects.for_list().select_related("auditor", "submitted_by").get(pk=row.pk)
    return plain(BcmsRecordSerializer(fresh).data, "bcms-record-detail", fresh.code)
