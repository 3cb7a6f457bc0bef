"""Drills as the outbox and the clocks know them: whom they may reach, and whether they stand still.

The app that holds drills registers three answers in `AppConfig.ready`. Nothing of a drill reaches
anybody outside its audience (DRL-7): `followup.services.outbox` leaves them out, and the sender
asks again right before a message leaves. A drill nobody knows has no audience.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import User
from followup import registry
from followup.registry import Key

if TYPE_CHECKING:
    from followup.models import Notification

# What a row of the outbox keeps of its drill, among its params.
PARAM = "drill_code"
OUTSIDE = "outside_drill"

# Codes of drills → the keys (`Recipient.key`) of whom each may reach.
Audiences = Callable[[Collection[str]], Mapping[str, frozenset[str]]]
# (code of a drill, user) → what they are in it: "controller", "evaluator", "player", "manager" …
Standing = Callable[[str, User], frozenset[str]]
# Codes of drills → those that are paused or interrupted.
Still = Callable[[Collection[str]], set[str]]


@dataclass(frozen=True)
class Banner:
    """What every page of something that belongs to a drill says on top: nobody takes it for real.

    `real_event_url` is "" where there is nothing left to stop, or the reader takes no part.
    """

    code: str
    title: str
    url: str
    status: str
    status_words: Any
    paused_since: datetime | None = None
    reason: str = ""
    runner_url: str = ""
    real_event_url: str = ""
    real_number: str = ""  # of the real event that stopped it
    real_url: str = ""


# (an incident that was graded, when), in its transaction and under its lock.
WhenGraded = Callable[[Any, datetime], Any]
Banners = Callable[[str, User], Banner | None]

_audiences: list[Audiences] = []
_standings: list[Standing] = []
_stills: list[Still] = []
_banners: list[Banners] = []
_when_graded: list[WhenGraded] = []


def register_audience(audiences: Audiences) -> None:
    _audiences.append(audiences)


def register_standing(standing_: Standing) -> None:
    _standings.append(standing_)


def register_still(still: Still) -> None:
    _stills.append(still)


def register_banner(banner_: Banners) -> None:
    _banners.append(banner_)


def banner(code: str, user: User) -> Banner:
    """Of a drill nobody knows more about: its code."""
    found = (ask(code, user) for ask in _banners)
    return next((one for one in found if one is not None), Banner(code, "", "", "", ""))


def register_when_graded(told: WhenGraded) -> None:
    """Who runs a drill hears at once of a real emergency on its systems (DRL-13)."""
    _when_graded.append(told)


def real_one_graded(incident: Any, at: datetime) -> None:
    for told in _when_graded:
        told(incident, at)


def audiences(codes: Collection[str]) -> dict[str, frozenset[str]]:
    """Whom each drill may reach; nobody, where it is not known."""
    found: dict[str, frozenset[str]] = {code: frozenset() for code in codes if code}
    if found:
        for ask in _audiences:
            for code, keys in ask(list(found)).items():
                found[code] = found[code] | keys
    return found


def audience(code: str) -> frozenset[str]:
    return audiences([code]).get(code, frozenset())


def standing(code: str, user: User) -> frozenset[str]:
    """What `user` is in the drill, empty for a real event (no code)."""
    found: frozenset[str] = frozenset()
    for ask in _standings if code else ():
        found |= ask(code, user)
    return found


def standing_still(codes: Collection[str]) -> set[str]:
    wanted = {code for code in codes if code}
    return {code for ask in _stills for code in ask(wanted)} if wanted else set()


def drills_of(keys: Iterable[Key]) -> dict[Key, str]:
    """The drill each subject belongs to; subjects of real events are left out.

    A source may offer `drills_of(codes)` → code → drill; the others are loaded.
    """
    return registry.drills_of(keys)


def outside(rows: Sequence[Notification]) -> dict[int, str]:
    """Ids of the messages of drills whose recipient is outside the drill → why they stay."""
    exercises = [row for row in rows if row.exercise]
    if not exercises:
        return {}
    unnamed = [row for row in exercises if PARAM not in row.params]
    by_subject = drills_of((row.subject_kind, row.subject_code) for row in unnamed)
    codes = {
        row.pk: str(row.params.get(PARAM) or by_subject.get((row.subject_kind, row.subject_code)))
        for row in exercises
        if PARAM in row.params or (row.subject_kind, row.subject_code) in by_subject
    }
    allowed = audiences(set(codes.values()))
    return {
        row.pk: OUTSIDE
        for row in exercises
        if row.pk in codes and not (_keys(row) & allowed[codes[row.pk]])
    }


def _keys(row: Notification) -> set[str]:
    if row.person_id is not None:
        return {f"p{row.person_id}"}
    return {f"u{row.user_id}"} if row.user_id is not None else set()
