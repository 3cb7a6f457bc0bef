"""Corrective actions of things that other apps show: read in one query, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import User
from followup.models import OPEN_STATES, CorrectiveAction
from followup.registry import Key

MOST = 200


def actions_about(user: User, keys: Iterable[Key]) -> dict[Key, list[CorrectiveAction]]:
    """Subject → its actions that `user` may see: what is still to do first, soonest due first.

    Subjects without any are left out. One query; at most 200 rows in all.
    """
    by_kind: dict[str, set[str]] = {}
    for kind, code in keys:
        by_kind.setdefault(kind, set()).add(code)
    wanted = Q(pk__in=[])
    for kind, codes in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_code__in=codes)
    to_do = Case(When(state__in=OPEN_STATES, then=0), default=Value(1), output_field=IntegerField())
    rows = CorrectiveAction.objects.visible_to(user).for_list().filter(wanted)
    found: dict[Key, list[CorrectiveAction]] = {}
    for row in rows.order_by(to_do, "due_on", "-code")[:MOST]:
        found.setdefault((row.subject_kind, row.subject_code), []).append(row)
    return found


def actions_of(user: User, kind: str, code: str) -> list[CorrectiveAction]:
    """As `actions_about`, for one subject: what `followup/_actions_of.html` shows."""
    return actions_about(user, [(kind, code)]).get((kind, code), [])


def open_actions_from(
    user: User, source: str, refs: Iterable[str]
) -> dict[str, list[CorrectiveAction]]:
    """Source reference ("gap:process:road-rescue:rto") → the actions still to do about it."""
    rows = CorrectiveAction.objects.visible_to(user).for_list().open()
    found: dict[str, list[CorrectiveAction]] = {}
    for row in rows.filter(source=source, source_ref__in=set(refs)).order_by("due_on", "-code"):
        found.setdefault(row.source_ref, []).append(row)
    return found
