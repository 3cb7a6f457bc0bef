"""Clocks and their policies in words: marks, repeats, reasons, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from followup.domain.marks import DUE, MUTED, REPEAT
from followup.domain.policy import GRADES
from followup.roles import label_of
from lib.durations import format_duration
from lib.language import listed

REASONS: dict[str, Any] = {
    "subject_gone": gettext_lazy("What it is about no longer exists."),
    "subject_closed": gettext_lazy("What it is about is settled."),
    "no_date": gettext_lazy("There is no date any more."),
    "removed": gettext_lazy("It was removed."),
    "down_again": gettext_lazy("The recovery did not hold."),
    "withdrawn": gettext_lazy("It was withdrawn."),
    "closed": gettext_lazy("It was closed."),
    "retired": gettext_lazy("It was retired."),
    "asked_again": gettext_lazy("They were asked again."),
    "ended": gettext_lazy("It ended."),
    "cancelled": gettext_lazy("It was called off."),
    "left": gettext_lazy("They left."),
    "no_limit": gettext_lazy("There is no limit any more."),
    "skipped": gettext_lazy("It was skipped."),
    "no_longer_due": gettext_lazy("It is no longer due."),
}


# The marks that ship; a policy may name others, which are shown as they are written.
MARKS: dict[str, Any] = {
    "minute_3": gettext_lazy("Minute 3"),
    "minute_10": gettext_lazy("Minute 10"),
    "minute_20": gettext_lazy("Minute 20"),
    "minute_45": gettext_lazy("Minute 45"),
    "asked": gettext_lazy("Asked"),
    "half": gettext_lazy("Half of the time"),
    "three_quarters": gettext_lazy("Three quarters of the time"),
    "four_fifths": gettext_lazy("Four fifths of the time"),
    "nine_tenths": gettext_lazy("Nine tenths of the time"),
    "minutes_5_before": gettext_lazy("5 minutes before"),
    "minutes_10_after": gettext_lazy("10 minutes after"),
    "minutes_20_after": gettext_lazy("20 minutes after"),
    "half_hour_before": gettext_lazy("Half an hour before"),
    "hour_2": gettext_lazy("After 2 hours"),
    "hour_12": gettext_lazy("After 12 hours"),
    "hour_20": gettext_lazy("After 20 hours"),
    "day_3": gettext_lazy("After 3 days"),
    "day_before": gettext_lazy("A day before"),
    "day_after": gettext_lazy("A day after"),
    "days_3_before": gettext_lazy("3 days before"),
    "week_before": gettext_lazy("A week before"),
    "week_after": gettext_lazy("A week after"),
    "days_14_after": gettext_lazy("14 days after"),
    "days_30_before": gettext_lazy("30 days before"),
    "days_30_after": gettext_lazy("30 days after"),
    "working_day_2": gettext_lazy("Second working day"),
    "working_day_5": gettext_lazy("Fifth working day"),
}


def reason_words(reason: str) -> str:
    """The platform's own reasons are codes, a person's are words."""
    return str(REASONS.get(reason, reason))


def mark_words(name: str) -> str:
    """What a mark is called: "due", "repeat-3", or the policy's own name."""
    if name == DUE:
        return _("Limit reached")
    if name == MUTED:
        return _("Reminders stop")
    if name.startswith(f"{REPEAT}-"):
        return _("Reminder %(number)s") % {"number": name.partition("-")[2]}
    return str(MARKS.get(name, name.replace("_", " ")))


def instant_words(row: Mapping[str, Any]) -> str:
    """When a policy's mark is: "50 % of the time", "7 days before, at 09:00"."""
    if "percent" in row:
        return _("%(percent)s %% of the time") % {"percent": row["percent"]}
    if "offset_s" in row:
        length = duration(abs(row["offset_s"]))
        words = _("%(length)s before") if row["offset_s"] < 0 else _("%(length)s after")
        return words % {"length": length}
    at = row.get("time", "09:00")
    if "working_days" in row:
        count = row["working_days"]
        words = ngettext(
            "after %(count)s working day, at %(at)s",
            "after %(count)s working days, at %(at)s",
            count,
        )
        return words % {"count": count, "at": at}
    count = abs(row["days"])
    if row["days"] == 0:
        return _("on the day, at %(at)s") % {"at": at}
    if row["days"] < 0:
        words = ngettext(
            "%(count)s day before, at %(at)s", "%(count)s days before, at %(at)s", count
        )
    else:
        words = ngettext("%(count)s day after, at %(at)s", "%(count)s days after, at %(at)s", count)
    return words % {"count": count, "at": at}


def repeat_words(repeat: Mapping[str, Any]) -> list[str]:
    """One line for each thing there is to say; [] when nothing repeats."""
    if not repeat:
        return []
    if "every_days" in repeat:
        count = repeat["every_days"]
        words = ngettext("every %(count)s day, at %(at)s", "every %(count)s days, at %(at)s", count)
        lines = [words % {"count": count, "at": repeat.get("time", "09:00")}]
    else:
        lines = [_("every %(length)s") % {"length": duration(repeat["every_s"])}]
    by_grade = repeat.get("by_grade") or {}
    for grade, seconds in sorted(by_grade.items(), key=lambda one: GRADES.index(one[0])):
        words = _("grade %(grade)s: every %(length)s")
        lines.append(words % {"grade": grade, "length": duration(seconds)})
    if repeat.get("from"):
        lines.append(_("between %(from)s and %(until)s") % dict(repeat))
    most = repeat.get("max", 10)
    words = ngettext("at most %(count)s time", "at most %(count)s times", most)
    lines.append(words % {"count": most})
    return lines


def roles_words(roles: Sequence[str]) -> str:
    return listed(label_of(role) for role in roles)


def duration(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
