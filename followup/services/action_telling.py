"""Who is told what of an action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Person, User
from followup.models import ActionEntry, CorrectiveAction
from followup.registry import Recipient
from followup.services.action_subject import subject_of
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of

Told = Iterable[tuple[str, Sequence[Recipient]]]


def tell(
    action: CorrectiveAction,
    kind: str,
    told: Told,
    *,
    entry: ActionEntry,
    at: datetime,
    but: User | None = None,
    **params: Any,
) -> None:
    """One message to each of `told`, once per entry of the timeline, with all their roles."""
    recipients: dict[Recipient, tuple[str, ...]] = {}
    for role, ones in told:
        for one in ones:
            recipients[one] = (*recipients.get(one, ()), role)
    known = {
        "priority": action.priority,
        "due": {"day": action.due_on.isoformat()} if action.due_on else "",
        "owner": action.owner.name if action.owner else "",
        "verifier": action.verifier.name if action.verifier else "",
    }
    message = Message(
        kind=kind,
        recipients=recipients,
        subject=subject_of(action),
        params=known | params,
        mark=str(entry.seq),
    )
    notify(message, at=at, but=but)


def owner(action: CorrectiveAction) -> tuple[str, Sequence[Recipient]]:
    return "owner", _of(action.owner)


def verifier(action: CorrectiveAction) -> tuple[str, Sequence[Recipient]]:
    return "verifier", _of(action.verifier)


def manager(person: Person | None) -> tuple[str, Sequence[Recipient]]:
    return "manager", _of(person)


def bcm_managers() -> tuple[str, Sequence[Recipient]]:
    return "bcm_managers", holders_of("continuity_manager")


def _of(person: Person | None) -> tuple[Recipient, ...]:
    found = recipient_of(person)
    return () if found is None else (found,)
