"""Durations as people write them, and back: "2 h 30 min", "1d", "90", "2小时", "15分钟".

Pure functions on text and integer seconds; the caller names the language. Units are read in
English and Chinese alike, full-width digits and spaces too. Rules: docs/method.md §1.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Unit = Literal["w", "d", "h", "min", "s"]

MAX_SECONDS = 10**12
"""About 31,700 years: anything longer is a slip of the keyboard, not a duration."""

SECONDS: dict[Unit, int] = {"w": 604_800, "d": 86_400, "h": 3_600, "min": 60, "s": 1}

_NAMES: dict[Unit, tuple[str, ...]] = {
    "w": ("w", "wk", "wks", "week", "weeks", "周", "星期"),
    "d": ("d", "day", "days", "天", "日"),
    "h": ("h", "hr", "hrs", "hour", "hours", "小时", "时", "钟头"),
    "min": ("m", "min", "mins", "minute", "minutes", "分钟", "分"),
    "s": ("s", "sec", "secs", "second", "seconds", "秒", "秒钟"),
}
_UNIT_OF = {name: unit for unit, names in _NAMES.items() for name in names}
_PART = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,9})?) *个? *([^\W\d_]*)[ ,、]*")

_ENGLISH = {"d": "d", "h": "h", "min": "min", "s": "s"}
_CHINESE = {"d": "天", "h": "小时", "min": "分", "s": "秒"}
_DAYS_FROM_S = 72 * 3_600  # 24 h and 72 h are how the field writes them; 7 d is too

DurationCode = Literal["empty", "unreadable", "unknown_unit", "repeated", "fraction", "too_long"]

_MESSAGES: dict[DurationCode, str] = {
    "empty": "Enter a duration, for example 2 h 30 min.",
    "unreadable": "“{value}” is not a duration. Write for example 2 h 30 min, 90 or 1 d.",
    "unknown_unit": "“{value}” is not a unit of time. Use s, min, h, d or w.",
    "repeated": "“{value}” stands twice. Give each unit once.",
    "fraction": "“{value}” is not a whole number of seconds.",
    "too_long": "“{value}” is too long for a duration.",
}


class DurationError(ValueError):
    """The text is no duration: `code` says why, `value` is the piece at fault."""

    def __init__(self, code: DurationCode, value: str) -> None:
        self.code: DurationCode = code
        self.value = value
        super().__init__(_MESSAGES[code].format(value=value))


def parse_duration(text: str, *, bare: Unit = "min") -> int:
    """Read a duration into seconds; a number without a unit counts in `bare` (minutes).

    "0" is a duration ("immediately"); empty text is not: ask before calling.
    Raises DurationError.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if not plain:
        raise DurationError("empty", "")
    total = sum((part for part in _parts(plain, bare)), Decimal(0))
    if total != int(total):
        raise DurationError("fraction", plain[:40])
    if total > MAX_SECONDS:
        raise DurationError("too_long", plain[:40])
    return int(total)


def _parts(plain: str, bare: Unit) -> list[Decimal]:
    """Each "number unit" of the text in seconds."""
    seconds: dict[Unit, Decimal] = {}
    at = 0
    while at < len(plain):
        match = _PART.match(plain, at)
        if match is None or (not match[2] and match[0] != plain):
            raise DurationError("unreadable", plain[:40])
        unit = _UNIT_OF.get(match[2]) if match[2] else bare
        if unit is None:
            raise DurationError("unknown_unit", match[2][:40])
        if unit in seconds:
            raise DurationError("repeated", match[2])
        seconds[unit] = Decimal(match[1]) * SECONDS[unit]
        at = match.end()
    return list(seconds.values())


@lru_cache(maxsize=4096, typed=True)
def format_duration(seconds: int, language: str = "en") -> str:
    """Write seconds compactly: "1 h 30 min" / "1 小时 30 分"; days only beyond 72 h.

    A negative value (slack, an unreachable deadline) gets a minus (U+2212) in front. What comes out
    of a non-negative value is read back by `parse_duration` unchanged.
    """
    chinese = language.lower().startswith("zh")
    if seconds == 0:
        return "0 分钟" if chinese else "0 min"
    counts = _split(abs(seconds))
    if chinese:
        text = " ".join(f"{count} {_CHINESE[unit]}" for unit, count in counts)
        text += "钟" if len(counts) == 1 and counts[0][0] == "min" else ""
    else:
        text = " ".join(f"{count} {_ENGLISH[unit]}" for unit, count in counts)
    return f"−{text}" if seconds < 0 else text


def _split(seconds: int) -> list[tuple[Unit, int]]:
    """Non-zero counts of days (only beyond 72 h), hours, minutes and seconds."""
    units: tuple[Unit, ...] = ("d", "h", "min", "s")
    if seconds <= _DAYS_FROM_S:
        units = units[1:]
    counts: list[tuple[Unit, int]] = []
    for unit in units:
        count, seconds = divmod(seconds, SECONDS[unit])
        if count:
            counts.append((unit, count))
    return counts
