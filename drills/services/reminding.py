"""What reminds of a drill: before it, and of its forms after it (RESP §4.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from drills.followup_sources import subjects
from drills.models import (
    Answer,
    Criterion,
    Drill,
    DrillStatus,
    HotWashTicket,
    Participant,
    ParticipantRole,
    Rating,
)
from followup.models import Notification
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify_many
from followup.services.people import recipient_of

STAFF = (ParticipantRole.CONTROLLER.value, ParticipantRole.EVALUATOR.value)
TO_COME = (DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value)
BEFORE = {
    "14d": timedelta(days=14), "3d": timedelta(days=3), "1d": timedelta(days=1),
    "2h": timedelta(hours=2),
}  # fmt: skip
AFTER = {"2h": timedelta(hours=2), "24h": timedelta(hours=24)}
# A form nobody asked for in time is not asked for any more.
FORGOTTEN = timedelta(days=7)


def remind(at: datetime) -> int:
    """Everything that is due by `at`, each once; two queries per part where nothing is. A part is
    told whole or, when it fails, anew."""
    return (
        remind_before(at) + remind_to_rate(at) + remind_of_hot_wash(at) + tell_hot_wash_closed(at)
    )


@dataclass(frozen=True)
class Due:
    """The last mark of a drill that was reached; the earlier ones are not told after it (E8)."""

    drill: Drill
    mark: str
    reached_at: datetime


@transaction.atomic
def remind_before(at: datetime) -> int:
    """Participants 14, 3 and 1 days and 2 hours before it; whoever declined is left alone, and
    whoever was invited after a mark has just been told. Before a drill without notice only
    controllers and evaluators hear of it (DRL-5)."""
    rows = Drill.objects.filter(
        status__in=TO_COME, planned_start__gt=at, planned_start__lte=at + BEFORE["14d"]
    ).select_related("lead_controller__user", "lead_evaluator__user", "created_by__person")
    due = _untold("drill.reminder", [_before(one, at) for one in rows])
    if not due:
        return 0
    about_ = _subjects(due)
    parts: dict[int, list[Participant]] = defaultdict(list)
    for part in (
        Participant.objects.filter(drill__in=[one.drill.pk for one in due])
        .exclude(answer=Answer.DECLINED)
        .select_related("person__user")
        .order_by("pk")
    ):
        parts[part.drill_id].append(part)
    return notify_many(
        [_message("drill.reminder", one, about_, _coming(one, parts[one.drill.pk])) for one in due],
        at=at,
    )


def _before(drill: Drill, at: datetime) -> Due:
    last = min(
        (one for one in BEFORE.items() if drill.planned_start - one[1] <= at),
        key=lambda one: one[1],
    )
    # Moved, it is told anew.
    mark = f"{last[0]}:{drill.planned_start.isoformat()}"
    return Due(drill, mark, drill.planned_start - last[1])


def _coming(due: Due, parts: Iterable[Participant]) -> dict[Recipient, tuple[str, ...]]:
    drill = due.drill
    told: dict[Recipient, tuple[str, ...]] = {}
    for person, role in ((drill.lead_controller, STAFF[0]), (drill.lead_evaluator, STAFF[1])):
        if drill.invited_at is None or drill.invited_at <= due.reached_at:
            _add(told, recipient_of(person), role)
    for part in parts:
        if drill.no_notice and part.role not in STAFF:
            continue
        if part.invited_at is not None and part.invited_at <= due.reached_at:
            _add(told, recipient_of(part.person), part.role)
    return told


@transaction.atomic
def remind_to_rate(at: datetime) -> int:
    """Evaluators who have not rated everything, 2 and 24 hours after the end."""
    rows = Drill.objects.filter(
        status=DrillStatus.DEBRIEF, ended_at__lte=at - AFTER["2h"], ended_at__gt=at - FORGOTTEN
    ).select_related("lead_controller__user", "lead_evaluator__user")
    due = _untold("drill.evaluator_form", [_after(one, at) for one in rows])
    if not due:
        return 0
    waiting = who_has_not_rated({one.drill.code for one in due})
    people = _people({pk for _code, pk in waiting})
    return _remind(
        "drill.evaluator_form", due, waiting, people, "evaluator", at, url="drills:evaluation"
    )


@transaction.atomic
def remind_of_hot_wash(at: datetime) -> int:
    """Whoever took part and has not answered, 2 and 24 hours after the end, while it is open."""
    rows = Drill.objects.filter(
        ended_at__lte=at - AFTER["2h"], hot_wash_until__gt=at
    ).select_related("lead_controller__user", "lead_evaluator__user")
    due = _untold("drill.hot_wash", [_after(one, at) for one in rows])
    if not due:
        return 0
    waiting = who_has_not_answered({one.drill.code for one in due})
    people = _people({pk for _code, pk in waiting})
    return _remind("drill.hot_wash", due, waiting, people, "player", at, url="drills:hot_wash")


@transaction.atomic
def tell_hot_wash_closed(at: datetime) -> int:
    """Whoever leads it, once: how many answered."""
    rows = Drill.objects.filter(
        hot_wash_until__lte=at, hot_wash_until__gt=at - FORGOTTEN, ended_at__isnull=False
    ).select_related("lead_controller__user", "lead_evaluator__user")
    due = _untold(
        "drill.hot_wash_closed", [Due(one, "closed", one.hot_wash_until or at) for one in rows]
    )
    if not due:
        return 0
    about_ = _subjects(due)
    messages = []
    for one in due:
        told: dict[Recipient, tuple[str, ...]] = {}
        _add(told, recipient_of(one.drill.lead_evaluator), "evaluator")
        _add(told, recipient_of(one.drill.lead_controller), "controller")
        asked = Participant.objects.filter(drill=one.drill).exclude(answer=Answer.DECLINED)
        counts: dict[str, Any] = {
            "answers": HotWashTicket.objects.filter(drill=one.drill).count(),
            "asked": asked.values("person").distinct().count(),
        }
        messages.append(_message("drill.hot_wash_closed", one, about_, told, **counts))
    return notify_many(messages, at=at)


def _after(drill: Drill, at: datetime) -> Due:
    assert drill.ended_at is not None
    ended = drill.ended_at
    name, after = max(
        (one for one in AFTER.items() if ended + one[1] <= at), key=lambda one: one[1]
    )
    return Due(drill, f"{name}:{ended.isoformat()}", ended + after)


def _remind(
    kind: str,
    due: Sequence[Due],
    waiting: Collection[tuple[str, int]],
    people: dict[int, Recipient],
    role: str,
    at: datetime,
    *,
    url: str,
) -> int:
    about_ = _subjects(due)
    messages = []
    for one in due:
        mine = [
            people[pk] for code, pk in sorted(waiting) if code == one.drill.code and pk in people
        ]
        told: dict[Recipient, tuple[str, ...]] = dict.fromkeys(mine, (role,))
        messages.append(_message(kind, one, about_, told, url=_path(url, one.drill)))
    return notify_many(messages, at=at)


def _path(name: str, drill: Drill) -> str:
    try:
        return reverse(name, args=[drill.code])
    except NoReverseMatch:
        return drill.get_absolute_url()


def who_has_not_rated(codes: Collection[str]) -> set[tuple[str, int]]:
    """(drill, person) of evaluators who owe a rating that only people can give (three queries)."""
    asked: dict[str, set[int]] = defaultdict(set)
    for code, criterion in Criterion.objects.filter(
        script__drill__code__in=codes, script__drill__status=DrillStatus.DEBRIEF, rule=""
    ).values_list("script__drill__code", "pk"):
        asked[code].add(criterion)
    given: dict[tuple[str, int], set[int]] = defaultdict(set)
    for code, user, criterion in Rating.objects.filter(
        criterion__script__drill__code__in=codes
    ).values_list("criterion__script__drill__code", "evaluator_id", "criterion_id"):
        given[code, user].add(criterion)
    evaluators = Participant.objects.filter(
        drill__code__in=asked, role=ParticipantRole.EVALUATOR.value
    ).values_list("drill__code", "person_id", "person__user_id")
    leads = Drill.objects.filter(code__in=asked, lead_evaluator__isnull=False).values_list(
        "code", "lead_evaluator_id", "lead_evaluator__user_id"
    )
    return {
        (code, person)
        for code, person, user in [*evaluators, *leads]
        if asked[code] - given[code, user or 0]
    }


def who_has_not_answered(codes: Collection[str]) -> set[tuple[str, int]]:
    """(drill, person) of whoever took part and has not answered the hot wash (two queries)."""
    parts = Participant.objects.filter(
        drill__code__in=codes, drill__hot_wash_until__isnull=False
    ).exclude(answer=Answer.DECLINED)
    here = parts.filter(Q(present_from__isnull=False) | Q(drill__attendance_locked_at__isnull=True))
    done = HotWashTicket.objects.filter(drill__code__in=codes)
    return set(here.values_list("drill__code", "person_id")) - set(
        done.values_list("drill__code", "person_id")
    )


def _people(ids: Collection[int]) -> dict[int, Recipient]:
    from accounts.models import Person

    rows = Person.objects.filter(pk__in=ids, is_active=True).select_related("user")
    return {one.pk: Recipient(person=one, user=one.user) for one in rows}


def _untold(kind: str, due: Sequence[Due]) -> list[Due]:
    if not due:
        return []
    codes = [one.drill.code for one in due]
    rows = Notification.objects.filter(kind=kind, subject_kind="drill", subject_code__in=codes)
    told = set(rows.values_list("subject_code", "mark").distinct())
    return [one for one in due if (one.drill.code, one.mark) not in told]


def _subjects(due: Sequence[Due]) -> dict[int, Subject]:
    drills = [one.drill for one in due]
    return {one.pk: subject for one, subject in zip(drills, subjects(drills), strict=True)}


def _message(
    kind: str,
    due: Due,
    about_: dict[int, Subject],
    told: dict[Recipient, tuple[str, ...]],
    *,
    url: str = "",
    **more: Any,
) -> Message:
    from drills.services.telling import about

    drill = due.drill
    params = about(drill) | more
    if drill.ended_at is not None:
        params["ended"] = {"at": drill.ended_at.isoformat()}
    if drill.hot_wash_until is not None:
        params["until"] = {"at": drill.hot_wash_until.isoformat()}
    return Message(
        kind=kind, recipients=told, subject=about_[drill.pk], params=params, mark=due.mark, url=url
    )


def _add(told: dict[Recipient, tuple[str, ...]], who: Recipient | None, role: str) -> None:
    if who is None:
        return
    same = next((one for one in told if one.key == who.key), who)
    known = told.get(same, ())
    told[same] = known if role in known else (*known, role)
