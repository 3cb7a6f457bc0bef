"""Results that prove corrective actions, or show that they did not work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain.action import Ask, within_limit
from followup.models import ActionEntry, CorrectiveAction, Retest
from followup.services import action_telling as telling
from followup.services.action_facts import proved
from followup.services.action_recurrence import mark_ineffective
from followup.services.action_step import Call, begin, finish, lock, write
from lib.claimed_time import Claimed
from lib.durations import MAX_SECONDS
from lib.errors import Refused

MEASURED = "measured"
ASKING = ("open", "in_progress", "done")


@transaction.atomic
def offer_measurement(
    *,
    subject_kind: str,
    subject_code: str,
    measure: str,
    value_s: int,
    target_s: int | None,
    confidence: str,
    source: str,
    at: datetime,
    recorded_at: datetime,
) -> list[Retest]:
    """Bind a recorded measurement to every action whose criterion it answers.

    An action asks for it when its criterion names this subject and measure and it is done (or
    still worked on: kept as a result, but only one after `done_at` closes it). The limit is the
    action's own, else `target_s`; without either nothing can be said. Each source counts once
    per action. What was really measured and missed after the verification marks that action
    ineffective.
    """
    found = CorrectiveAction.objects.filter(
        criterion_subject_kind=subject_kind,
        criterion_subject_code=subject_code,
        criterion_measure=measure,
    )
    bound = []
    for action in found.filter(state__in=ASKING).order_by("pk"):
        lock(action, None)
        limit_s = target_s if action.criterion_limit_s is None else action.criterion_limit_s
        passed = within_limit(value_s, limit_s)
        if passed is None or action.retests.filter(source=source).exists():
            continue
        row = Retest(
            action=action,
            source=source,
            at=at,
            passed=passed,
            value_s=value_s,
            limit_s=limit_s,
            confidence=confidence,
            recorded_at=recorded_at,
        )
        bound.append(_keep(row, Claimed(min(at, recorded_at), recorded_at)))
    if confidence == MEASURED:
        _disprove(found, value_s, target_s, source, Claimed(min(at, recorded_at), recorded_at))
    return bound


@transaction.atomic
def offer_result(
    action: CorrectiveAction,
    *,
    passed: bool,
    source: str,
    confidence: str,
    note: str,
    at: datetime,
    recorded_at: datetime,
) -> Retest | None:
    """Bind a result of another app (a criterion of a drill) to the action it tested again.

    Each source counts once. None where the action waits for nothing any more; one that was
    verified before and failed now is marked ineffective.
    """
    when = Claimed(min(at, recorded_at), recorded_at)
    lock(action, None)
    if action.state == "verified":
        if not passed and confidence == MEASURED:
            rows = CorrectiveAction.objects.filter(pk=action.pk, verified_at__lt=when.at)
            mark_ineffective(rows, when=when, came_back=source, by=None)
        return None
    if action.state not in ASKING or action.retests.filter(source=source).exists():
        return None
    row = Retest(
        action=action, source=source, at=at, passed=passed, confidence=confidence,
        note=note[:500], recorded_at=recorded_at,
    )  # fmt: skip
    return _keep(row, when)


def _disprove(
    found: Iterable[CorrectiveAction],
    value_s: int,
    target_s: int | None,
    source: str,
    when: Claimed,
) -> None:
    missed = [
        one.pk
        for one in found
        if within_limit(
            value_s, target_s if one.criterion_limit_s is None else one.criterion_limit_s
        )
        is False
        and one.verified_at is not None
        and when.at > one.verified_at
    ]
    if missed:
        rows = CorrectiveAction.objects.filter(pk__in=missed)
        mark_ineffective(rows, when=when, came_back=source, by=None)


def _keep(row: Retest, when: Claimed, *, by: User | None = None, via: str = "system") -> Retest:
    """Save the result, write it down, and tell who waits for it."""
    row.save(force_insert=True)
    entry = write(
        row.action,
        "retested",
        when=when,
        by=by,
        via=via,
        text=row.note,
        payload=_payload(row),
    )
    tell_result(row, entry, by=by)
    return row


def _payload(row: Retest) -> dict[str, object]:
    return {
        "source": row.source,
        "passed": row.passed,
        "value_s": row.value_s,
        "limit_s": row.limit_s,
        "confidence": row.confidence,
    }


def tell_result(row: Retest, entry: ActionEntry, *, by: User | None) -> None:
    """Only of an action that waits for it: it can be verified, or it did not pass."""
    action = row.action
    if action.state != "done" or row.confidence != MEASURED or action.done_at is None:
        return
    if row.at < action.done_at:
        return
    value = {"s": row.value_s} if row.value_s is not None else ""
    limit = {"s": row.limit_s} if row.limit_s is not None else ""
    told = [telling.verifier(action)]
    kind = "action.retest_passed"
    if not proved(action):
        kind, told = "action.retest_failed", [telling.owner(action), *told]
    at = row.recorded_at
    telling.tell(action, kind, told, entry=entry, at=at, but=by, value=value, limit=limit)


@transaction.atomic
def record_retest(
    action: CorrectiveAction,
    *,
    passed: bool,
    note: str,
    value_s: int | None = None,
    confidence: str = MEASURED,
    **call: Unpack[Call],
) -> Retest:
    """A result written down by hand: by the verifier or a continuity manager, never the owner.

    With a limit in seconds the value decides; saying otherwise is Refused. What was simulated
    or estimated is kept and proves nothing.
    """
    step = begin(action, "record_retest", call, Ask())
    if not note.strip():
        raise Refused("required", _("Say what was tested, and how it went."), "note")
    if len(note.strip()) > 500:
        raise Refused("too_long", _("At most 500 characters."), "note")
    if confidence not in ("measured", "estimated", "simulated"):
        raise Refused("invalid_choice", _("Choose measured, estimated or simulated."), "confidence")
    if value_s is not None and not 0 <= value_s <= MAX_SECONDS:
        raise Refused("out_of_range", _("This is no real duration."), "value_s")
    limit_s = action.criterion_limit_s
    if value_s is None and action.verify_by == "measurement":
        raise Refused(
            "required", _("This is verified by a measurement: give its value."), "value_s"
        )
    if value_s is not None and within_limit(value_s, limit_s) not in (None, passed):
        words = _("The value and the limit say otherwise.")
        raise Refused("contradicts_limit", words, "passed")
    row = Retest(
        action=action,
        source="manual",
        at=step.when.at,
        passed=passed,
        value_s=value_s,
        limit_s=limit_s,
        confidence=confidence,
        note=note.strip(),
        recorded_at=step.when.recorded_at,
        by=step.by,
    )
    row.save(force_insert=True)
    entry = finish(step, "retested", text=row.note, payload=_payload(row))
    tell_result(row, entry, by=step.by)
    return row
