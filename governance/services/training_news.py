"""What is told of training sessions: invited, moved, off. With the day for one's calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Person, User
from followup.models import Notification
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of
from governance.models import SessionState, TrainingSession

SUBJECT = "training_session"
INVITED, MOVED, CANCELLED = "training.invited", "training.moved", "training.cancelled"
PARTICIPANT = "participant"


def session_subject(session: TrainingSession) -> Subject:
    people = [recipient_of(one) for one in session.people.select_related("user")]
    return Subject(
        kind=SUBJECT,
        code=session.code,
        title=session.course.name,
        url=session.get_absolute_url(),
        is_open=session.state == SessionState.PLANNED,
        roles={PARTICIPANT: tuple(one for one in people if one is not None)},
    )


def invited_to(session: TrainingSession) -> list[Person]:
    """Who was told of it and is on its list."""
    told = Notification.objects.filter(
        kind=INVITED, subject_kind=SUBJECT, subject_code=session.code
    ).values("person_id")
    return list(session.people.filter(pk__in=told).select_related("user"))


def tell_invited(session: TrainingSession, people: Iterable[Person], *, at: datetime) -> None:
    _tell(INVITED, session, people, at=at, by=None, asks=True)


def tell_moved(
    session: TrainingSession, people: Iterable[Person], *, at: datetime, by: User
) -> None:
    _tell(MOVED, session, people, at=at, by=by, mark=f"{session.version}")


def tell_cancelled(
    session: TrainingSession, people: Iterable[Person], *, at: datetime, by: User
) -> None:
    _tell(CANCELLED, session, people, at=at, by=by)


def tell_withdrawn(
    session: TrainingSession, people: Iterable[Person], *, at: datetime, by: User
) -> None:
    """Not needed there any more."""
    _tell(CANCELLED, session, people, at=at, by=by, mark=f"{session.version}")


def _tell(
    kind: str, session: TrainingSession, people: Iterable[Person], *, at: datetime,
    by: User | None, mark: str = "", asks: bool = False,
) -> None:  # fmt: skip
    found = [recipient_of(one) for one in people]
    told: dict[Recipient, tuple[str, ...]] = {
        one: (PARTICIPANT,) for one in found if one is not None
    }
    if told:
        notify(
            Message(
                kind=kind, recipients=told, subject=session_subject(session), mark=mark,
                params=params_of(session), asks_acknowledgement=asks,
            ),
            at=at, but=by,
        )  # fmt: skip


def params_of(session: TrainingSession) -> dict[str, Any]:
    course = session.course
    return {
        "number": session.code,
        "course": {"en": course.name_en, "zh": course.name_zh},
        "day": {"day": session.planned_on.isoformat()},
        "place": session.place or {"en": "–", "zh": "–"},
        "trainer": session.trainer or {"en": "–", "zh": "–"},
    }
