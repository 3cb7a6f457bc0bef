"""How much of a node's data would be lost right now: from the backups, which another app knows.

That app registers what it knows of each system (`register`); this one inherits it through the
graph, along the needs that hand an RPO down: a process is as old as the oldest data it works
with. Rules: docs/method.md §28.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bia.analysis.inherited import HOLDS_DATA, is_bridged
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from lib.durations import format_duration

Fresh = Literal["met", "missed", "nothing", "no_target"]
HOUR_S = 3_600
# What the chip of a cell says that has one of the measurements beside it.
CHIPS = {
    "met": gettext_lazy("Backups: met"), "missed": gettext_lazy("Backups: missed"),
    "nothing": gettext_lazy("Backups: nothing restorable"),
    "no_target": gettext_lazy("Backups: no target"),
}  # fmt: skip
MEASURED = {
    "met": gettext_lazy("Measured: met"), "rpo_miss": gettext_lazy("Measured: missed"),
    "untested": gettext_lazy("Measured: not proven"),
    "no_target": gettext_lazy("Measured: no target"),
}  # fmt: skip
WORST: tuple[Fresh, ...] = ("nothing", "missed", "met", "no_target")


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest restorable state of a system's data, that of its oldest class.

    `age_s` None: nothing could be restored. `limit_s` is the strictest limit on the class, from
    its own policies too. `url` is the page that tells more.
    """

    age_s: int | None
    limit_s: int | None
    data: str = ""
    stands_at: datetime | None = None
    url: str = ""


Ask = Callable[[Stored, datetime, Collection[int]], Mapping[int, Newest]]
"""System ids → what is known, those without backups left out; a constant number of queries."""

_asked: list[Ask] = []


def register(ask: Ask) -> None:
    """Called once, from the other app's `AppConfig.ready`."""
    _asked[:] = [ask]


@dataclass(frozen=True, slots=True)
class Restorable:
    """Of one node: `by` is the key of the system whose data is the worst for it, `limit_s` what
    may be lost of it."""

    status: Fresh
    by: str
    age_s: int | None
    limit_s: int | None
    newest: Newest

    @property
    def gap_s(self) -> int | None:
        """How much too old; None without age or limit."""
        if self.age_s is None or self.limit_s is None:
            return None
        return max(0, self.age_s - self.limit_s)


def restorables(
    now: Stored, at: datetime, keys: Iterable[str], ask: Ask | None = None
) -> dict[str, Restorable]:
    """Key → the worst of all data it uses; missing for what has no backups anywhere below. `ask`
    answers instead of what is registered."""
    answer = ask or (_asked[0] if _asked else None)
    if answer is None:
        return {}
    below = {key: data_below(now, key) for key in keys}
    systems = {now.named[one].pk for ones in below.values() for one in ones}
    known = answer(now, at, sorted(systems)) if systems else {}
    found = {}
    for key, ones in below.items():
        judged = [
            _judged(now, key, one, known[now.named[one].pk])
            for one in ones
            if now.named[one].pk in known
        ]
        if judged:
            found[key] = min(judged, key=_pain)
    return found


def data_below(now: Stored, key: str) -> tuple[str, ...]:
    """The systems whose data `key` works with, itself included (kept with the analysis)."""
    kept: dict[str, tuple[str, ...]] = now.kept.setdefault("data_below", {})
    if key not in kept:
        uses = _uses(now)
        found: dict[str, None] = {}
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting += uses.get(one, ())
        kept[key] = tuple(one for one in found if now.named[one].table == "system")
    return kept[key]


def restorable_line(one: Restorable, sight: Sight) -> str:
    """ "16 h 18 min old, 15 h 18 min too much": as much as a cell of a table holds."""
    if one.age_s is None:
        return _("nothing restorable")
    values = {"age": _told(one.age_s, sight)}
    if one.limit_s is None:
        return _("%(age)s old, no limit is stated") % values
    if one.status == "met":
        return _("%(age)s old, %(limit)s may be lost") % {
            **values, "limit": _told(one.limit_s, sight),
        }  # fmt: skip
    return _("%(age)s old, %(gap)s too much") % {**values, "gap": _told(one.gap_s or 0, sight)}


def _told(age_s: int, sight: Sight) -> str:
    """Beyond an hour whole minutes, rounded up: never to look younger."""
    shown_s = age_s if age_s < HOUR_S else -(-age_s // 60) * 60
    return format_duration(shown_s, sight.language)


def restorable_words(one: Restorable, sight: Sight) -> str:
    """ "Data of Customer service could be restored as of 26 h ago, 1 h may be lost."."""
    values = {"name": sight.name(one.by), "data": one.newest.data}
    if one.age_s is None:
        return _("Nothing of %(name)s (%(data)s) could be restored now.") % values
    values["age"] = _told(one.age_s, sight)
    if one.limit_s is None:
        return _("%(name)s (%(data)s) could be restored as it was %(age)s ago.") % values
    values["limit"] = format_duration(one.limit_s, sight.language)
    if one.status == "met":
        return (
            _("%(name)s (%(data)s) could be restored as it was %(age)s ago; %(limit)s may be lost.")
            % values
        )
    values["gap"] = _told(one.gap_s or 0, sight)
    return (
        _(
            "%(name)s (%(data)s) could only be restored as it was %(age)s ago: %(gap)s more than"
            " the %(limit)s that may be lost."
        )
        % values
    )


def _judged(now: Stored, key: str, by: str, newest: Newest) -> Restorable:
    """Of its own data the strictest limit counts, of other systems' that of the node itself."""
    need = now.rpo.get(key)
    limit_s = newest.limit_s if by == key else (None if need is None else need.rpo_s)
    if newest.age_s is None:
        status: Fresh = "nothing"
    elif limit_s is None:
        status = "no_target"
    else:
        status = "met" if newest.age_s <= limit_s else "missed"
    return Restorable(status, by, newest.age_s, limit_s, newest)


def _pain(one: Restorable) -> tuple[int, int, str]:
    return WORST.index(one.status), -(one.age_s or 0), one.by


def _uses(now: Stored) -> Mapping[str, list[str]]:
    """Along the same needs as `bia.analysis.inherited`."""
    kept: dict[str, list[str]] | None = now.kept.get("uses_data")
    if kept is None:
        kept = defaultdict(list)
        for edge in now.register.stated:
            if edge.strength == "optional" or is_bridged(edge, now.named[edge.dependent]):
                continue
            if now.named[edge.needs].kind in HOLDS_DATA:
                kept[edge.dependent].append(edge.needs)
        now.kept["uses_data"] = dict(kept)
    return kept
