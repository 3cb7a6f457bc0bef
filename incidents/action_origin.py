"""An action written down for an incident stands in its timeline, wherever it was written."""

from __future__ import annotations

from accounts.models import User
from followup.action_origins import Written, register_origin
from followup.models import CorrectiveAction
from incidents.models import Incident
from incidents.services.step import locked, write
from lib.claimed_time import Claimed

SOURCE = "incident"


def register() -> None:
    register_origin(SOURCE, written_for)


def written_for(source_ref: str, by: User) -> Written | None:
    """`source_ref` is its number, or "INC-…:BF-…" for one of its backfills; None where `by` sees
    no such incident."""
    number = source_ref.partition(":")[0]
    incident = Incident.objects.visible_to(by).filter(number=number).first()
    if incident is None:
        return None
    row = locked(incident)

    def written(action: CorrectiveAction, when: Claimed, via: str) -> None:
        payload = {"action": action.code, "title": action.title}
        write(row, "action_created", when=when, by=by, via=via, payload=payload)

    return written
