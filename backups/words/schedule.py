"""A schedule (RRULE) told in words, in the reader's language; odd ones show their text."""

from __future__ import annotations

import re

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.language import listed

DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
WORKING = {"MO", "TU", "WE", "TH", "FR"}
TOLD = {"FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "BYMONTHDAY", "WKST"}
_ORDINAL = re.compile(r"^([+-]?\d+)([A-Z]{2})$")


def schedule_words(rule: str, zone: str = "") -> str:
    """ "every day at 02:00 (Europe/Berlin)"; "" has no schedule."""
    if not rule:
        return _("no schedule")
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    words = _told(parts) if not parts.keys() - TOLD else ""
    shown = words or rule
    return f"{shown} ({zone})" if zone else shown


def _told(parts: dict[str, str]) -> str:
    every, step = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1") or 1)
    when = _time(parts)
    if every == "MINUTELY" and not parts.keys() - {"FREQ", "INTERVAL"}:
        return ngettext("every minute", "every %(step)s minutes", step) % {"step": step}
    if every == "HOURLY" and not when["hours"]:
        hourly = ngettext("every hour", "every %(step)s hours", step) % {"step": step}
        minutes = listed(f":{minute:02d}" for minute in when["minutes"])
        return _("%(every)s at %(minutes)s") % {"every": hourly, "minutes": minutes}
    if every not in ("DAILY", "WEEKLY", "MONTHLY"):
        return ""
    days = _days(every, step, parts)
    times = _times(when)
    if not days:
        return ""
    return _("%(days)s at %(times)s") % {"days": days, "times": times} if times else days


def _days(every: str, step: int, parts: dict[str, str]) -> str:
    named = [one for one in parts.get("BYDAY", "").split(",") if one]
    if every == "MONTHLY":
        return _monthly(step, parts, named)
    if any(one not in DAYS for one in named) or "BYMONTHDAY" in parts:
        return ""
    if every == "DAILY" and named and step > 1:
        return ""
    left = [day for day in DAYS if day not in named]
    if (every == "DAILY" and not named) or (not left and step == 1):
        return ngettext("every day", "every %(step)s days", step) % {"step": step}
    if set(named) == WORKING and step == 1:
        return _("on working days (Monday to Friday)")
    if len(left) == 1 and step == 1:
        return _("every day except %(day)s") % {"day": WEEKDAYS[DAYS[left[0]]]}
    if not named:
        return ngettext("every week", "every %(step)s weeks", step) % {"step": step}
    named_days = _listed([str(WEEKDAYS[DAYS[one]]) for one in sorted(named, key=DAYS.__getitem__)])
    if step == 1:
        return _("every %(days)s") % {"days": named_days}
    return _("every %(step)s weeks on %(days)s") % {"step": step, "days": named_days}


def _monthly(step: int, parts: dict[str, str], named: list[str]) -> str:
    monthly = ngettext("every month", "every %(step)s months", step) % {"step": step}
    if "BYMONTHDAY" in parts and not named:
        days = [
            _("the last day") if one == "-1" else _("day %(number)s") % {"number": one}
            for one in parts["BYMONTHDAY"].split(",")
        ]
        return _("%(every)s on %(days)s") % {"every": monthly, "days": _listed(days)}
    found = [_ORDINAL.match(one) for one in named]
    if not named or "BYMONTHDAY" in parts or not all(found):
        return ""
    words = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), -1: _("last")}
    days = []
    for match in found:
        if match is None or int(match[1]) not in words or match[2] not in DAYS:
            return ""
        days.append(
            _("the %(ordinal)s %(day)s")
            % {"ordinal": words[int(match[1])], "day": WEEKDAYS[DAYS[match[2]]]}
        )
    return _("%(every)s on %(days)s") % {"every": monthly, "days": _listed(days)}


def _time(parts: dict[str, str]) -> dict[str, list[int]]:
    return {
        "hours": [int(one) for one in parts.get("BYHOUR", "").split(",") if one],
        "minutes": [int(one) for one in parts.get("BYMINUTE", "0").split(",") if one],
    }


def _times(when: dict[str, list[int]]) -> str:
    every = [f"{hour:02d}:{minute:02d}" for hour in when["hours"] for minute in when["minutes"]]
    if len(every) > 8:
        return ""
    return _listed(every)


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": listed(words[:-1]), "last": words[-1]}
