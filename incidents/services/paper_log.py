"""Importing what was written on paper while the platform or the site was down (E35)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from followup.models import TimelineSource
from followup.services.verb import Call
from incidents.domain.paper_log import WrongLine, read_lines
from incidents.domain.spoken import language_of
from incidents.models import Incident, IncidentEntry, Visibility
from incidents.services.logbook import File
from incidents.services.rights import require_right
from incidents.services.step import locked, write
from lib.claimed_time import claim
from lib.errors import Problem, Refused
from lib.tables import read_table

MOST_LINES = 2000
HINTS: dict[str, Any] = {
    "no_time": _("begin the line with a time, like 09:42"),
    "no_text": _("say what happened after the time"),
    "next_day": _("24:00 is 00:00 of the next day: write 00:00"),
    "no_such_hour": _("hours go from 00 to 23"),
    "no_such_minute": _("minutes and seconds go from 00 to 59"),
    "no_such_day": _("there is no such day"),
    "in_future": _("this lies in the future: is the day right?"),
    "too_long_ago": _("this lies too far in the past: is the day right?"),
}


class WrongLines(Refused):
    """Nothing was imported; `lines` are (number, what stood there, hint)."""

    def __init__(self, wrong: list[WrongLine]):
        self.lines = [(one.number, one.value, HINTS[one.code]) for one in wrong]
        words = ngettext(
            "%(count)d line cannot be read. Nothing was imported.",
            "%(count)d lines cannot be read. Nothing was imported.",
            len(wrong),
        )
        self.problems = [
            Problem("wrong_lines", words % {"count": len(wrong)}, "lines"),
        ]
        Exception.__init__(self, str(self.problems[0].message))


def zone_of(incident: Incident) -> ZoneInfo:
    return ZoneInfo(incident.timezone)


@transaction.atomic
def import_paper_log(
    incident: Incident,
    *,
    day: date,
    lines: str = "",
    file: File | None = None,
    visibility: str = Visibility.ALL.value,
    **call: Unpack[Call],
) -> list[IncidentEntry]:
    """One entry a line with its claimed time, oldest first; all of them or none.

    The same line again (same instant, same words) is left out. Raises WrongLines, Refused.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    numbered = _numbered(lines, file)
    if not numbered:
        raise Refused("required", _("Paste lines, or choose a file."), "lines")
    if len(numbered) > MOST_LINES:
        raise Refused("too_many", _("Import at most 2,000 lines at a time."), "lines")
    found, wrong = read_lines(numbered, first_day=day)
    now = call.get("recorded_at") or call["at"]
    zone = zone_of(row)
    claimed = []
    for one in found:
        at = one.local.replace(tzinfo=zone).astimezone(UTC)
        try:
            claimed.append((one, claim(at, now)))
        except Refused as refusal:
            wrong.append(WrongLine(one.number, refusal.problems[0].code, one.text[:40]))
    if wrong:
        raise WrongLines(sorted(wrong, key=lambda one: one.number))
    known = _known(row)
    entries = []
    for one, when in claimed:
        if (when.at, one.text) in known:
            continue
        known.add((when.at, one.text))
        entries.append(
            write(
                row,
                "note",
                when=when,
                by=call["by"],
                via=TimelineSource.IMPORT.value,
                text=one.text,
                language=language_of(one.text, "en"),
                visibility=visibility,
                payload={"paper_line": one.number},
            )
        )
    incident.__dict__.update(row.__dict__)
    return entries


def _known(row: Incident) -> set[tuple[datetime, str]]:
    kept = row.timeline.filter(source=TimelineSource.IMPORT, type="note")
    return set(kept.values_list("at", "text"))


def _numbered(lines: str, file: File | None) -> list[tuple[int, str]]:
    """Lines as they were pasted; of a table the first cells: (day), time, text."""
    found = list(enumerate(lines.splitlines(), start=1))
    found = [(number, line) for number, line in found if line.strip()]
    if file is not None:
        for number, cells in read_table(file.content, file.name):
            told = [cell.strip() for cell in cells if cell.strip()]
            # The header of a table has no figure in its first cell.
            if number == 1 and told and not any(letter.isdigit() for letter in told[0]):
                continue
            found.append((number, " ".join(told)))
    return found
