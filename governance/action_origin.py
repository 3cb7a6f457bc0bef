"""Corrective actions written down for something of governance: a requirement, a management
review, an internal audit. Whoever names one must see it, and it must exist."""

from __future__ import annotations

from accounts.access import may
from accounts.models import User
from followup.action_origins import Written, register_origin
from followup.models import CorrectiveAction
from governance.models import BcmsRecord, RecordKind
from lib.claimed_time import Claimed


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_origin("audit", written_for_audit)


def written_for_audit(source_ref: str, by: User) -> Written | None:
    """`source_ref` is the number of the audit; the record is one version further, so that whoever
    reads it sees what came of it."""
    if not may(by, "governance.view"):
        return None
    audit = (
        BcmsRecord.objects.select_for_update(of=("self",))
        .filter(code=source_ref.replace("\0", ""), kind=RecordKind.AUDIT.value)
        .first()
    )
    if audit is None:
        return None

    def written(_action: CorrectiveAction, _when: Claimed, _via: str) -> None:
        audit.version += 1
        audit.save(update_fields=["version", "updated_at"])

    return written
