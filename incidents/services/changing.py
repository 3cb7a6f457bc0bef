"""What is said of an incident, changed field by field: the API's PATCH as the verbs it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.services.verb import Call, require_version
from incidents.models import Incident
from incidents.services import incidents as verbs
from incidents.services.rights import rights_of
from incidents.services.step import locked
from lib.errors import Problem, Refused

# Who may change something at all; the verbs ask for more where more is needed.
MAY = ("respond", "command")
DETAILS = frozenset(
    {
        *("title", "summary", "category", "change_ref", "planned_maintenance", "regions"),
        "confidentiality",
    }
)
GROUP = frozenset({"group_name", "group_url"})
INSTANTS = frozenset(
    {
        *("occurred_at", "occurred_precision", "detected_at", "declared_at", "acknowledged_at"),
        *("restored_at", "verified_at"),
    }
)
"""Those a person may correct; the others follow from the verbs."""
RENAMED = {
    "interval_s": "report_interval_s", "name": "group_name", "url": "group_url",
    "expected_at": "expected_recovery_at",
}  # fmt: skip


def may_change(incident: Incident, *, by: User) -> None:
    """Raises PermissionDenied (403)."""
    rights = rights_of(incident, by)
    if not any(rights.may(verb) for verb in MAY):
        raise PermissionDenied("incident.respond")


@transaction.atomic
def change_incident(
    incident: Incident, values: Mapping[str, Any], *, read_version: int, **call: Unpack[Call]
) -> Incident:
    """`values` by the names of their columns, besides `reason` and `systems`, the pairs of a
    system and its extent. What does not differ is left.

    Raises PermissionDenied, StaleVersion, Refused at the field: without `reason` where instants
    are corrected or reports are called off.
    """
    row = locked(incident)
    may_change(row, by=call["by"])
    require_version(row, read_version)
    reason = str(values.get("reason") or "")
    given = {name: value for name, value in values.items() if name not in ("reason", "systems")}
    if "systems" in values:
        verbs.name_systems(row, systems=values["systems"], **call)
    new = {name: value for name, value in given.items() if _differs(row, name, value)}
    for names, verb in (
        (DETAILS, _details), (GROUP, _group), (INSTANTS, _instants),
        (frozenset({"expected_recovery_at"}), _recovery),
        (frozenset({"report_interval_s"}), _interval),
    ):  # fmt: skip
        part = {name: value for name, value in new.items() if name in names}
        if part:
            with _fields_renamed():
                verb(row, part, reason, call)
    return row


@contextmanager
def _fields_renamed() -> Iterator[None]:
    """A verb's word for a field → the column's."""
    try:
        yield
    except Refused as refusal:
        raise Refused.many(
            [
                Problem(one.code, one.message, RENAMED.get(one.field or "", one.field))
                for one in refusal.problems
            ]
        ) from refusal


def _details(row: Incident, part: dict[str, Any], reason: str, call: Call) -> None:
    verbs.change_details(row, read_version=None, **part, **call)


def _group(row: Incident, part: dict[str, Any], reason: str, call: Call) -> None:
    whole = {name: getattr(row, name) for name in GROUP} | part
    verbs.set_group(row, name=whole["group_name"], url=whole["group_url"], **call)


def _recovery(row: Incident, part: dict[str, Any], reason: str, call: Call) -> None:
    verbs.set_expected_recovery(row, expected_at=part["expected_recovery_at"], **call)


def _interval(row: Incident, part: dict[str, Any], reason: str, call: Call) -> None:
    verbs.set_report_interval(row, interval_s=part["report_interval_s"], reason=reason, **call)


def _instants(row: Incident, part: dict[str, Any], reason: str, call: Call) -> None:
    precision = part.pop("occurred_precision", None)
    taken_back = [name for name, at in part.items() if at is None]
    if taken_back:
        words = _("What happened can be corrected, not taken back.")
        raise Refused.many([Problem("null", words, name) for name in taken_back])
    verbs.correct_times(row, instants=part, occurred_precision=precision, reason=reason, **call)


def _differs(row: Incident, name: str, value: Any) -> bool:
    current = getattr(row, name)
    if isinstance(current, datetime) and isinstance(value, datetime):
        # What was read is sent back with microseconds or without them.
        return abs((current - value).total_seconds()) >= 1
    return bool(current != value)
