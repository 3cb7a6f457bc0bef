"""An action written down for a finding of a drill belongs to that finding, wherever it was made."""

from __future__ import annotations

from accounts.models import User
from drills.models import Drill, DrillFinding
from drills.services.step import locked, write
from followup.action_origins import Written, register_origin
from followup.models import CorrectiveAction
from lib.claimed_time import Claimed

SOURCE = "drill"


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_origin(SOURCE, written_for)


def written_for(source_ref: str, by: User) -> Written | None:
    """`source_ref` is "DRL-2026-0001" or, of one finding, "DRL-2026-0001:F1"; None where `by` sees
    no such drill."""
    code, _colon, key = source_ref.partition(":")
    drill = Drill.objects.visible_to(by).filter(code=code.replace("\0", "")).first()
    if drill is None:
        return None
    row = locked(drill)

    def written(action: CorrectiveAction, when: Claimed, via: str) -> None:
        finding = DrillFinding.objects.filter(drill=row, key=key, action=None).first()
        if finding is not None:
            finding.action = action
            finding.version += 1
            finding.save(update_fields=["action", "version", "updated_at"])
        payload = {"action": action.code, "title": action.title, "finding": key}
        write(row, "action_created", when=when, by=by, via=via, payload=payload)

    return written
