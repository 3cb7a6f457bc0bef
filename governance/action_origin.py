"""Corrective actions written down for something of governance: a requirement, a management
review, an internal audit, something found on a round. Whoever names one must see it."""

from __future__ import annotations

from accounts.access import may
from accounts.models import User
from followup.action_origins import Written, register_origin
from followup.models import CorrectiveAction
from governance.models import BcmsRecord, InspectionResult, Outcome, RecordKind
from lib.claimed_time import Claimed


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_origin("audit", written_for_audit)
    register_origin("other", written_for_round)


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


def written_for_round(source_ref: str, by: User) -> Written | None:
    """`source_ref` is "inspection:INS-2026-0001:7", the point of a round where something was
    found: the action is what follows from it."""
    kind, _colon, rest = source_ref.partition(":")
    code, _colon, number = rest.partition(":")
    if kind != "inspection" or not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    if not may(by, "governance.view"):
        return None
    found = InspectionResult.objects.filter(
        pk=int(number), inspection__code=code.replace("\0", ""), action=None
    ).first()
    if found is None or found.outcome not in (Outcome.WARNING.value, Outcome.FAULT.value):
        return None

    def written(action: CorrectiveAction, _when: Claimed, _via: str) -> None:
        found.action = action
        found.save(update_fields=["action"])

    return written
