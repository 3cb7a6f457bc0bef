"""What apps to the right tell this one about the things they own.

`followup` imports none of them: each registers its subjects in `AppConfig.ready`, and everything
here works on what the sources answer. All loading is in bulk, with a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from accounts.models import Person, User

if TYPE_CHECKING:
    from followup.models import Clock, Notification

Key = tuple[str, str]


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told: an entry among the people, its login, or a login alone."""

    person: Person | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """ "p12" or "u3": the same for every way to name the same human."""
        if self.person is not None:
            return f"p{self.person.pk}"
        # Neither: the members of a group channel.
        return f"u{self.user.pk}" if self.user is not None else "group"


@dataclass(frozen=True)
class Subject:
    """What a clock or message is about, as it stands now.

    `roles` names who is told: {"owner": (…), "verifier": (…)}. The roles "manager" (of the
    owner), "bcm_managers" and "administrators" are filled in by `followup.services.people`
    when a source leaves them out. A subject that is not open stops its clocks' messages.
    """

    kind: str
    code: str
    title: str
    url: str
    is_open: bool = True
    is_core: bool = False
    grade: str = ""
    exercise: bool | None = None
    # The code of the drill it belongs to: nobody outside of it is told (followup.exercises).
    drill: str = ""
    roles: Mapping[str, tuple[Recipient, ...]] = field(default_factory=dict)


class SubjectSource(Protocol):
    """One kind of subject, answered by the app that owns it."""

    label: Any

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        """The subjects that exist, by code."""

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        """Those of `codes` the user may see."""


_subjects: dict[str, SubjectSource] = {}


def register_subject(kind: str, source: SubjectSource) -> None:
    _subjects[kind] = source


def subject_kinds() -> dict[str, Any]:
    """kind → its label, in the order of the app line."""
    return {kind: source.label for kind, source in _subjects.items()}


# What a source may offer besides: (code, title) of what matches all words, at most so many.
SearchSubjects = Callable[[User, Sequence[str], int], Sequence[tuple[str, str]]]


def search_subjects(user: User, words: Sequence[str], most: int) -> list[tuple[str, str]]:
    """(key, title) of what `user` may see and mean, from the sources with a `search`."""
    found = []
    for kind, source in _subjects.items():
        search: SearchSubjects | None = getattr(source, "search", None)
        for code, title in search(user, words, most) if search else ():
            found.append((f"{kind}:{code}", title))
    return found


def load_subjects(keys: Iterable[Key]) -> dict[Key, Subject]:
    """What exists of `keys`: one `load` per kind."""
    by_kind: dict[str, set[str]] = {}
    for kind, code in keys:
        if kind in _subjects:
            by_kind.setdefault(kind, set()).add(code)
    return {
        (kind, code): subject
        for kind, codes in by_kind.items()
        for code, subject in _subjects[kind].load(codes).items()
    }


# What a source may offer besides: code → code of the drill it belongs to, without loading it whole.
DrillsOf = Callable[[Collection[str]], Mapping[str, str]]


def drills_of(keys: Iterable[Key]) -> dict[Key, str]:
    """The drill each of `keys` belongs to; what belongs to none is left out."""
    by_kind: dict[str, set[str]] = {}
    for kind, code in keys:
        if kind in _subjects:
            by_kind.setdefault(kind, set()).add(code)
    found: dict[Key, str] = {}
    for kind, codes in by_kind.items():
        offered: DrillsOf | None = getattr(_subjects[kind], "drills_of", None)
        if offered is not None:
            found |= {(kind, code): drill for code, drill in offered(codes).items() if drill}
        else:
            subjects = _subjects[kind].load(codes)
            found |= {(kind, code): one.drill for code, one in subjects.items() if one.drill}
    return found


def visible_keys(user: User, keys: Iterable[Key]) -> set[Key]:
    by_kind: dict[str, set[str]] = {}
    for kind, code in keys:
        if kind in _subjects:
            by_kind.setdefault(kind, set()).add(code)
    return {
        (kind, code)
        for kind, codes in by_kind.items()
        for code in _subjects[kind].visible_to(user, codes)
    }


# What a source may offer besides: lock the rows its verbs lock before they touch a clock, leaving
# out what is in use; answers the codes that are held. The ticker then takes rows in the order of
# the verbs, and nobody waits in a circle.
Hold = Callable[[Collection[str]], set[str]]


def holders() -> dict[str, Hold]:
    """Kind → how its subjects are held, of the kinds that must be."""
    found = {kind: getattr(source, "hold", None) for kind, source in _subjects.items()}
    return {kind: hold for kind, hold in found.items() if hold is not None}


# What a source may offer besides: the codes of all that `user` may see, as a subquery.
VisibleCodes = Callable[[User], Any]


def visible_codes(user: User) -> dict[str, Any]:
    """Kind → subquery of the codes `user` may see, of the kinds whose sources offer one."""
    found = {}
    for kind, source in _subjects.items():
        offered: VisibleCodes | None = getattr(source, "visible_codes", None)
        if offered is not None:
            found[kind] = offered(user)
    return found


@dataclass(frozen=True)
class Fired:
    """A mark that was reached: `outage_s` > 0 when the ticker was away as it passed."""

    clock: Clock
    subject: Subject | None
    mark: str
    type: str  # warned, breached, repeated, muted
    at: datetime
    outage_s: int = 0


# Inside the tick's transaction, in bulk: writes timelines, changes states.
WhenFired = Callable[[Sequence[Fired]], None]

_when_fired: dict[str, WhenFired] = {}


def register_clock(kind: str, when_fired: WhenFired | None = None) -> None:
    """A kind of clock this app has, and what else happens when its marks are reached."""
    if when_fired is not None:
        _when_fired[kind] = when_fired


def when_fired(kind: str) -> WhenFired | None:
    return _when_fired.get(kind)


# (notification, who acknowledged it, when), in the transaction that marks it.
WhenAcknowledged = Callable[["Notification", User | None, datetime], None]

_when_acknowledged: dict[str, WhenAcknowledged] = {}


def register_acknowledgement(kind: str, when_acknowledged: WhenAcknowledged) -> None:
    """What else happens when a message of `kind` (or of a longer name) is acknowledged (NTF-8)."""
    _when_acknowledged[kind] = when_acknowledged


def when_acknowledged(kind: str) -> WhenAcknowledged | None:
    while kind and kind not in _when_acknowledged:
        kind = kind.rpartition(".")[0]
    return _when_acknowledged.get(kind)


@dataclass(frozen=True)
class Entry:
    """One date of a calendar: a whole day (`day`) or a stretch of time (`starts_at`)."""

    uid: str
    title: str
    url: str
    changed_at: datetime
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str = ""
    kind: str = ""  # "action", "review": the page's colours and filter
    is_done: bool = False


class CalendarSource(Protocol):
    label: Any

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        """What `user` may see between two days (inclusive); `personal`: only what is theirs.

        Words are in the language active when called.
        """


_calendars: dict[str, CalendarSource] = {}


def register_calendar(kind: str, source: CalendarSource) -> None:
    _calendars[kind] = source


def calendar_sources() -> dict[str, CalendarSource]:
    return dict(_calendars)


@dataclass(frozen=True)
class DigestItem:
    """One line of the morning's digest."""

    section: str  # "overdue", "this_week", "to_verify", "to_approve", "reviews"
    title: str
    url: str
    due_on: date | None = None


class DigestSource(Protocol):
    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        """Lines by person id; a constant number of queries whatever the number of people."""


_digests: dict[str, DigestSource] = {}


def register_digest(name: str, source: DigestSource) -> None:
    _digests[name] = source


def digest_sources() -> dict[str, DigestSource]:
    return dict(_digests)
