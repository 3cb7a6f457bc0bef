"""Names of backups: what a policy's pattern reads out of them, and which patterns are refused.

Source 001 names a backup `<date><class of data><type>.bak`; the separator was lost in print, so
it may be there or not (domain.md S1-013, AT-037). A pattern is a regular expression that fits
the whole name, with the groups date, time, data and kind; three groups without names are date,
data and kind in this order, as the source writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from re import _constants as opcodes  # type: ignore[attr-defined]  # the parser of `re` itself
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any
from zoneinfo import ZoneInfo

DEFAULT = (
    r"^(?P<date>\d{4}[-_.]?\d{2}[-_.]?\d{2})[-_. ]?(?P<data>.+?)[-_. ]?"
    r"(?P<kind>实时备份|每日备份|全量备份|增量备份|差异备份)\.bak$"
)
GROUPS = frozenset({"date", "time", "data", "kind"})
LONGEST_PATTERN, LONGEST_NAME = 500, 1000
# A repeat with more freedom than this counts as open; three of them walk a name of 1000
# characters in at most a tenth of a second, nested ones would never end.
CLOSED, MOST_OPEN = 16, 3

# Words a name uses for the kind of a backup; "" says nothing but "our usual rhythm".
KINDS = {
    **dict.fromkeys(("全量备份", "全量", "full", "f", "base", "level0"), "full"),
    **dict.fromkeys(("增量备份", "增量", "incremental", "incr", "inc", "i"), "incremental"),
    **dict.fromkeys(("差异备份", "差异", "differential", "diff", "d"), "differential"),
    **dict.fromkeys(("实时备份", "实时", "realtime", "real-time", "cdc", "wal"), "realtime"),
    **dict.fromkeys(("每日备份", "每日", "每周备份", "每周", "每月备份", "daily", "weekly"), ""),
}


class BadPattern(ValueError):
    """The pattern is refused; `code`: pattern_too_long, pattern_invalid, pattern_dangerous,
    pattern_groups, pattern_without_date."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReadName:
    """`kind` is a method, or "" where the name does not tell; `data` None: no such group."""

    date: date | None
    time: time | None
    data: str | None
    kind: str
    kind_word: str = ""

    def instant(self, zone: str) -> datetime | None:
        """What the name says of the restore point; midnight where it gives only a day."""
        if self.date is None:
            return None
        return datetime.combine(self.date, self.time or time(0), ZoneInfo(zone))


def check(pattern: str) -> None:
    """Raises BadPattern; "" stands for DEFAULT and is fine."""
    if pattern:
        _compiled(pattern)


def check_safe(pattern: str) -> re.Pattern[str]:
    """Any expression that cannot take forever on a line. Raises BadPattern."""
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern("pattern_too_long")
    try:
        # Parsed first: the danger is seen before anything could run.
        tree = parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError, ValueError):
        raise BadPattern("pattern_invalid") from None
    if sum(_open_repeats(tree)) > MOST_OPEN:
        raise BadPattern("pattern_dangerous")
    return compiled


def read(name: str, pattern: str = "") -> ReadName | None:
    """What `name` (the last part of a path) says, None when it does not fit.

    A date or kind that cannot be makes it not fit: "20210832…" is no backup of a 32nd.
    """
    if len(name) > LONGEST_NAME:
        return None
    match = _compiled(pattern or DEFAULT).search(name)
    if match is None:
        return None
    found = {key: match[at] for key, at in _places(match.re).items() if match[at] is not None}
    day, at = _date(found.get("date")), _time(found.get("time"))
    word = found.get("kind", "")
    kind = KINDS.get(word.lower())
    if ("date" in found and day is None) or ("time" in found and at is None):
        return None
    if word and kind is None:
        return None
    return ReadName(day, at, found.get("data"), kind or "", word)


def fits(found: ReadName, *, method: str, data_class: str, code: str) -> bool:
    """Whether a name that was read may be of the policy: of its class of data and its method."""
    if found.kind and found.kind != method:
        return False
    return found.data is None or _plain(found.data) in (_plain(data_class), _plain(code))


def skewed(found: ReadName, *, restore_point_at: datetime, zone: str) -> bool:
    """Name and claim contradict each other: more than a day apart, or more than an hour where
    the name has a time (a clock or a zone is wrong)."""
    named = found.instant(zone)
    if named is None:
        return False
    if found.time is not None:
        return abs(restore_point_at - named) > timedelta(hours=1)
    return not named - timedelta(hours=1) <= restore_point_at <= named + timedelta(hours=49)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    compiled = check_safe(pattern)
    if "date" not in _places(compiled):
        raise BadPattern("pattern_without_date")
    return compiled


def _places(compiled: re.Pattern[str]) -> dict[str, int]:
    """Group by meaning. Raises BadPattern for other names."""
    named = dict(compiled.groupindex)
    if not named and compiled.groups == 3:
        return {"date": 1, "data": 2, "kind": 3}
    if set(named) - GROUPS:
        raise BadPattern("pattern_groups")
    return named


def _open_repeats(tree: Any, *, inside: bool = False) -> Iterator[int]:
    """One for each repeat with much freedom. Raises BadPattern for what can take forever:
    freedom inside of a repeat, references back, and looking around."""
    for operation, value in tree:
        if operation in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
            least, most, inner = value
            if inside and most != least and int(most) > 1:
                raise BadPattern("pattern_dangerous")
            if most is opcodes.MAXREPEAT or int(most) - int(least) > CLOSED:
                yield 1
            yield from _open_repeats(inner, inside=inside or int(most) > 1)
        elif operation is opcodes.SUBPATTERN:
            yield from _open_repeats(value[3], inside=inside)
        elif operation is opcodes.ATOMIC_GROUP:
            yield from _open_repeats(value, inside=inside)
        elif operation is opcodes.BRANCH:
            if inside:
                raise BadPattern("pattern_dangerous")
            for branch in value[1]:
                yield from _open_repeats(branch, inside=inside)
        elif operation in (
            *(opcodes.GROUPREF, opcodes.GROUPREF_EXISTS, opcodes.ASSERT, opcodes.ASSERT_NOT),
        ):
            raise BadPattern("pattern_dangerous")


def _date(text: str | None) -> date | None:
    digits = "".join(one for one in text or "" if one in "0123456789")
    if len(digits) == 6:
        digits = "20" + digits
    if len(digits) != 8:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _time(text: str | None) -> time | None:
    digits = "".join(one for one in text or "" if one in "0123456789")
    if len(digits) not in (2, 4, 6):
        return None
    try:
        return time(int(digits[:2]), int(digits[2:4] or 0), int(digits[4:6] or 0))
    except ValueError:
        return None


def _plain(text: str) -> str:
    """For comparing: without case and the signs people put between words."""
    return "".join(one for one in text.casefold() if one not in " -_.")
