"""Corrective actions as subjects of clocks and messages, and the subjects they are about."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from followup.models import OPEN_STATES, CorrectiveAction
from followup.registry import Recipient, Subject, load_subjects, subject_kinds, visible_keys
from followup.services.people import recipient_of
from lib.errors import Refused

# Whoever is told about an accepted risk is told as long as it is one.
FOLLOWED = (*OPEN_STATES, "accepted_risk")


def subject_of(action: CorrectiveAction, manager: Person | None = None) -> Subject:
    """The action as messages name it; owner and verifier are loaded by the caller."""
    roles = {"owner": action.owner, "verifier": action.verifier, "manager": manager}
    return Subject(
        kind="action",
        code=action.code,
        title=action.title,
        url=action.get_absolute_url(),
        is_open=action.state in FOLLOWED,
        is_core=action.is_core,
        roles={role: _just(person) for role, person in roles.items()},
    )


def _just(person: Person | None) -> tuple[Recipient, ...]:
    recipient = recipient_of(person)
    return () if recipient is None else (recipient,)


def checked_subject(fields: dict[str, Any], prefix: str, by: User) -> None:
    """Both parts or none, of a kind that exists, of a thing `by` may see. Raises Refused.

    `prefix` is "" or "criterion_": which pair of columns of `fields` is looked at.
    """
    kind_name, code_name = f"{prefix}subject_kind", f"{prefix}subject_code"
    kind, code = fields.get(kind_name), fields.get(code_name)
    if not kind and not code:
        return
    if not kind or not code or kind not in subject_kinds():
        words = _("Name a subject as kind:code, such as process:road-rescue.")
        raise Refused("invalid_subject", words, f"{prefix}subject")
    if (kind, code) not in visible_keys(by, [(kind, code)]):
        words = _("There is nothing of this code.")
        raise Refused("unknown_subject", words, f"{prefix}subject")


def is_core(kind: str, code: str) -> bool:
    """The subject is a critical process, or something one of them cannot do without."""
    subject = load_subjects([(kind, code)]).get((kind, code)) if kind else None
    return subject is not None and subject.is_core
