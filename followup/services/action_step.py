"""One step of an action: lock, ask the table, change, and write down what happened.

Every verb is `begin` … `finish` inside one transaction. Two people at once wait for each other
at the row's lock; the second one finds the new state and is told so (CON-1, E13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain.action import (
    Ask,
    Facts,
    Move,
    missing_inputs,
    move_of,
    targets_of,
    unmet_guards,
    who_may,
)
from followup.models import ActionEntry, CorrectiveAction, TimelineSource
from followup.services import verb as verbs
from followup.services import webhooks
from followup.services.action_clocks import keep_clocks
from followup.services.action_data import action_data, plain
from followup.services.action_facts import facts_of, problem, roles_of
from followup.services.timeline import append
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change

# Entries that stand for a step of the life cycle: a later step is not claimed to be earlier.
STEPS = ("opened", "started", "completed", "rejected", "verified", "cancelled", "reopened")
NOTHING = Ask()


class Call(verbs.Call, total=False):
    """`read_version`: as it was when it was read, where that matters."""

    read_version: int | None


@dataclass
class Step:
    """A verb under way: the row is locked, the rules are met."""

    action: CorrectiveAction
    verb: str
    move: Move
    ask: Ask
    facts: Facts
    when: Claimed
    by: User | None
    via: str


def claimed(call: Call) -> Claimed:
    """When it happened. Raises Refused for a future beyond the skew of clocks."""
    return verbs.claimed(call)


def begin(action: CorrectiveAction, verb: str, call: Call, ask: Ask = NOTHING) -> Step:
    """Lock the row and ask the table. `action` holds the current values afterwards.

    Raises PermissionDenied, StaleVersion, GuardsUnmet (state, four eyes, proof), Refused (input).
    """
    when = claimed(call)
    lock(action, call.get("read_version"))
    by = call["by"]
    roles = roles_of(action, by)
    facts = facts_of(action, by=by, at=when.recorded_at)
    move = _allowed(action, verb, roles, facts, ask)
    if move.target is not None:
        _in_order(action, when)
    return Step(action, verb, move, ask, facts, when, by, call.get("via", TimelineSource.UI.value))


def begin_by_clock(action: CorrectiveAction, verb: str, at: datetime) -> Step | None:
    """As `begin`, for what time does; None when the state no longer asks for it."""
    lock(action, None)
    move = move_of(verb, action.state)
    if move is None or "clock" not in move.who:
        return None
    facts = facts_of(action, by=None, at=at)
    system = TimelineSource.SYSTEM.value
    return Step(action, verb, move, NOTHING, facts, Claimed(at, at), None, system)


def lock(action: CorrectiveAction, read_version: int | None) -> None:
    """Hold the row until the transaction ends, and read it again into `action`."""
    rows = CorrectiveAction.objects.select_for_update(of=("self",))
    current = rows.select_related("owner__user", "verifier__user", "cause").get(pk=action.pk)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    action.__dict__.pop("_prefetched_objects_cache", None)
    action.__dict__.update(current.__dict__)


def _allowed(
    action: CorrectiveAction, verb: str, roles: frozenset[str], facts: Facts, ask: Ask
) -> Move:
    if not roles & who_may(verb):
        raise PermissionDenied(verb)
    move = move_of(verb, facts.state)
    if move is None:
        raise GuardsUnmet([_out_of_turn(action, verb)])
    if not roles & set(move.who):
        raise PermissionDenied(verb)
    unmet = unmet_guards(move, facts, ask)
    if unmet:
        raise GuardsUnmet([problem(code) for code in unmet])
    missing = missing_inputs(move, facts, ask)
    if missing:
        raise Refused.many([problem(code) for code in missing])
    return move


def _out_of_turn(action: CorrectiveAction, verb: str) -> Problem:
    """ "Already verified on 3 May 2026, 10:15 by Li." or what the state is instead."""
    if action.state not in targets_of(verb):
        words = _("This is not possible in the state “%(state)s”.")
        return Problem("wrong_state", words % {"state": action.get_state_display()}, "state")
    last = action.timeline.filter(type__in=[*STEPS, "risk_accepted"]).last()
    names = {
        "state": action.get_state_display(),
        "at": date_format(localtime(last.at), "DATETIME_FORMAT") if last else "",
        "who": str(last.actor or "") if last else "",
    }
    return Problem("already", _("Already “%(state)s”: %(at)s %(who)s.") % names, "state")


def _in_order(action: CorrectiveAction, when: Claimed) -> None:
    last = action.timeline.filter(type__in=STEPS).aggregate(at=Max("at"))["at"]
    if last is not None and when.at < last:
        words = _("This lies before the step that came before it.")
        raise Refused("before_last_step", words, "at")


def finish(
    step: Step,
    entry: str,
    *,
    text: str = "",
    payload: dict[str, Any] | None = None,
    event: str = "",
    fields: dict[str, Any] | None = None,
) -> ActionEntry:
    """Save `fields` and the new state; write the entry; keep the clocks; tell other systems.

    `event` is the webhook's ("" for none): "verified" → "corrective_action.verified".
    """
    action, before = step.action, step.action.state
    fields = dict(fields or {})
    if step.move.target is not None:
        fields["state"] = step.move.target
    old = {name: plain(getattr(action, name)) for name in fields}
    changed = change(action, read_version=None, **fields) if fields else []
    told = {
        "old": {name: old[name] for name in changed},
        "new": {name: plain(getattr(action, name)) for name in changed},
    }
    payload = (payload or {}) | (told if changed else {})
    row = write(action, entry, when=step.when, by=step.by, via=step.via, text=text, payload=payload)
    if {"state", "due_on", "risk_expires_on", "owner", "verifier"} & set(changed):
        keep_clocks(action, before=before, verb=step.verb, when=step.when, by=step.by)
    if event:
        publish(action, event, step.when.at)
    return row


def write(
    action: CorrectiveAction,
    entry: str,
    *,
    when: Claimed,
    by: User | None,
    via: str = TimelineSource.UI.value,
    text: str = "",
    payload: dict[str, Any] | None = None,
) -> ActionEntry:
    """The next entry of the timeline; the caller holds the row's lock (or has just made it)."""
    return append(
        ActionEntry,
        action=action,
        type=entry,
        at=when.at,
        recorded_at=when.recorded_at,
        by=by,
        source=via,
        text=text.strip(),
        payload=(payload or {}) | when.notes,
    )


def publish(action: CorrectiveAction, what: str, at: datetime) -> None:
    webhooks.publish(
        type=f"corrective_action.{what}",
        subject_kind="action",
        subject_code=action.code,
        data=action_data(action),
        at=at,
    )
