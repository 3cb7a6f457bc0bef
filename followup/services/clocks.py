"""Starting and stopping clocks: the verbs other apps call. The ticker is `ticking`.

All verbs lock the clock's row and write a ClockEvent; none notifies by itself except the tick.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, User
from followup.domain import marks as arithmetic
from followup.models import Clock, ClockEvent, ClockPolicy, ClockState
from followup.models.clock import policy_row
from followup.services.calendar_days import working_days
from followup.services.clock_control import pause_clock, resume_clock, snooze_clock
from followup.services.clock_rows import (
    Key,
    all_locked_live,
    any_of,
    locked_live,
    one_at_a_time,
    record,
    rest,
)
from followup.services.exercise_clocks import born_in_a_pause, pause_exercise, resume_exercise
from followup.services.policies import load_policies
from lib.errors import Refused

__all__ = [
    "Start",
    "cancel_clock",
    "live_clock",
    "meet_clock",
    "pause_clock",
    "pause_exercise",
    "resume_clock",
    "resume_exercise",
    "snooze_clock",
    "start_clock",
    "start_together",
]

# How far working days are looked up; beyond it only weekdays count.
CALENDAR_DAYS = 400


def start_clock(
    *,
    kind: str,
    subject_kind: str,
    subject_code: str,
    title: str,
    anchor_at: datetime,
    at: datetime,
    due_at: datetime | None = None,
    zone: str = "",
    grade: str = "",
    exercise: bool | None = None,
    responsible: Person | None = None,
    by: User | None = None,
    keep: bool = False,
) -> Clock:
    """Start the clock of `kind` for a subject; a live one is superseded (CLK-2).

    `due_at` None takes the policy's limit from `anchor_at`. The policy is snapshotted (CLK-7).
    Marks that lie before `at` count as reached only in so far as the first tick fires the most
    severe one. Starting with the same anchor, deadline, grade and policy again changes nothing
    but the title, whether it is a drill, and who is responsible. `keep` is for housekeeping that
    starts everything again and again: a live clock with the same anchor (and deadline, if given)
    then stays although its policy was edited since.

    Raises Refused: there is no such policy, no limit in it and none given, or no such zone.
    """
    asked = Start(
        kind=kind,
        subject_kind=subject_kind,
        subject_code=subject_code,
        title=title,
        anchor_at=anchor_at,
        due_at=due_at,
        zone=zone,
        grade=grade,
        exercise=exercise,
        responsible=responsible,
    )
    (clock,) = start_together([asked], at=at, by=by, keep=keep)
    return clock


@dataclass(frozen=True)
class Start:
    """One clock to be started; as the arguments of `start_clock`."""

    kind: str
    subject_kind: str
    subject_code: str
    title: str
    anchor_at: datetime
    due_at: datetime | None = None
    zone: str = ""
    grade: str = ""
    exercise: bool | None = None
    responsible: Person | None = None

    @property
    def key(self) -> Key:
        return self.kind, self.subject_kind, self.subject_code


def start_together(
    asked: Sequence[Start], *, at: datetime, by: User | None = None, keep: bool = False
) -> list[Clock]:
    """As `start_clock`, for several at once, each (kind, subject) named once; their clocks in the
    same order. A constant number of queries."""
    if not asked:
        return []
    policies = policies_named({one.kind for one in asked})
    zones = [_zone(one.zone, one.responsible) for one in asked]
    dues = [
        one.due_at or _deadline(policies[one.kind], one.anchor_at, zone, one.grade)
        for one, zone in zip(asked, zones, strict=True)
    ]
    found: list[Clock] = []
    new: list[Clock] = []
    with transaction.atomic(savepoint=False):
        one_at_a_time([":".join(one.key) for one in asked])
        lives = all_locked_live([one.key for one in asked])
        last = _last_generations([one.key for one in asked])
        for one, zone, due in zip(asked, zones, dues, strict=True):
            policy, live = policies[one.kind], lives.get(one.key)
            if live is not None and _is_the_same(
                live, policy, one.anchor_at, due, one.due_at, one.grade, keep
            ):
                _refresh(live, _titled(one))
                found.append(live)
                continue
            generation = last.get(one.key, 0) + 1
            if live is not None:
                rest(live, ClockState.SUPERSEDED)
                record(live, "superseded", at=at, by=by, payload={"generation": generation})
            clock = _clock(one, policy, generation, zone, due, at)
            found.append(clock)
            new.append(clock)
        Clock.objects.bulk_create(new)
        ClockEvent.objects.bulk_create(
            ClockEvent(
                clock=one, type="started", at=at, by=by, payload={"due_at": one.due_at.isoformat()}
            )
            for one in new
        )
        born_in_a_pause(new, by=by, at=at)
    return found


def _titled(one: Start) -> dict[str, Any]:
    return {
        "title": one.title[:300], "exercise": one.exercise, "responsible": one.responsible,
    }  # fmt: skip


def _clock(
    one: Start, policy: ClockPolicy, generation: int, zone: str, due: datetime, at: datetime
) -> Clock:
    marks = arithmetic.marks_of(
        policy_row(policy),
        anchor=one.anchor_at,
        due=due,
        zone=zone,
        is_working=_is_working(policy, one.anchor_at),
    )
    return Clock(
        kind=one.kind,
        subject_kind=one.subject_kind,
        subject_code=one.subject_code,
        generation=generation,
        anchor_at=one.anchor_at,
        first_due_at=due,
        due_at=due,
        zone=zone,
        policy_snapshot=policy_row(policy),
        policy_version=policy.version,
        marks=[mark.as_json() for mark in marks],
        next_fire_at=arithmetic.next_at(marks),
        grade=one.grade,
        created_at=at,
        **_titled(one),
    )


def meet_clock(
    *, kind: str, subject_kind: str, subject_code: str, at: datetime, by: User | None
) -> Clock | None:
    """What was due is done: `met`, or `met_late` with the lateness kept. None: none was live."""
    with transaction.atomic(savepoint=False):
        clock = locked_live(kind, subject_kind, subject_code)
        if clock is None:
            return None
        late_s = max(0, int((at - _due_when_paused(clock, at)).total_seconds()))
        state = ClockState.MET_LATE if late_s else ClockState.MET
        rest(clock, state, met_at=at, met_by=by)
        record(clock, state.value, at=at, by=by, payload={"late_s": late_s} if late_s else {})
        return clock


def cancel_clock(
    *,
    kind: str,
    subject_kind: str,
    subject_code: str,
    at: datetime,
    by: User | None,
    reason: str = "",
) -> Clock | None:
    """Nothing is due any more. None: none was live."""
    with transaction.atomic(savepoint=False):
        clock = locked_live(kind, subject_kind, subject_code)
        if clock is None:
            return None
        rest(clock, ClockState.CANCELLED)
        record(clock, "cancelled", at=at, by=by, reason=reason)
        return clock


def live_clock(kind: str, subject_kind: str, subject_code: str) -> Clock | None:
    return (
        Clock.objects.live()
        .for_list()
        .filter(kind=kind, subject_kind=subject_kind, subject_code=subject_code)
        .first()
    )


def policies_named(kinds: Collection[str]) -> dict[str, ClockPolicy]:
    """Raises Refused as `policy_named`."""
    known = {one.code: one for one in ClockPolicy.objects.filter(code__in=kinds)}
    return {kind: known.get(kind) or policy_named(kind) for kind in sorted(kinds)}


def policy_named(kind: str) -> ClockPolicy:
    policy = ClockPolicy.objects.filter(code=kind).first() or _shipped(kind)
    if policy is None:
        text = _("There is no clock policy “%(kind)s”. Load it with: manage.py load_catalogue")
        raise Refused("no_policy", text % {"kind": kind}, "kind")
    return policy


def _shipped(kind: str) -> ClockPolicy | None:
    """An upgrade brings kinds that nobody loaded yet: the first clock of one loads them."""
    try:
        load_policies(at=timezone.now())
    except IntegrityError:
        pass  # another one loads them at this moment
    return ClockPolicy.objects.filter(code=kind).first()


def _zone(zone: str, responsible: Person | None) -> str:
    if not zone and responsible is not None and responsible.user is not None:
        zone = responsible.user.timezone
    zone = zone or Organisation.current().timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise Refused("no_such_zone", _("There is no time zone of this name."), "zone") from None
    return zone


def _deadline(policy: ClockPolicy, anchor: datetime, zone: str, grade: str) -> datetime:
    due = arithmetic.deadline(
        policy_row(policy),
        anchor=anchor,
        zone=zone,
        grade=grade,
        is_working=_is_working(policy, anchor),
    )
    if due is None:
        raise Refused("no_deadline", _("This clock has no limit of its own: give one."), "due_at")
    return due


def _is_working(policy: ClockPolicy, anchor: datetime) -> arithmetic.IsWorking:
    """The organisation's calendar, read only for a policy that counts in working days."""
    rows = [*policy.marks, *policy.late_marks]
    if policy.limit_working_days is None and not any("working_days" in row for row in rows):
        return arithmetic.monday_to_friday
    first = anchor.date() - timedelta(days=1)
    return working_days(first, first + timedelta(days=CALENDAR_DAYS)).is_working


def _is_the_same(
    live: Clock,
    policy: ClockPolicy,
    anchor_at: datetime,
    due: datetime,
    asked: datetime | None,
    grade: str,
    keep: bool,
) -> bool:
    if live.anchor_at != anchor_at or live.grade != grade:
        return False
    if keep and asked is None:
        return True
    return live.first_due_at == due and (keep or live.policy_version == policy.version)


def _refresh(live: Clock, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(live, name) != value]
    for name in changed:
        setattr(live, name, values[name])
    if changed:
        live.save(update_fields=changed)


def _last_generations(keys: Collection[Key]) -> dict[Key, int]:
    rows = Clock.objects.filter(any_of(keys)).order_by()
    names = ("kind", "subject_kind", "subject_code")
    return {
        (row["kind"], row["subject_kind"], row["subject_code"]): row["last"]
        for row in rows.values(*names).annotate(last=Max("generation"))
    }


def _due_when_paused(clock: Clock, at: datetime) -> datetime:
    """The time a clock stands still does not count, although nobody resumed it."""
    if clock.paused_at is None:
        return clock.due_at
    return clock.due_at + max(at - clock.paused_at, timedelta(0))
