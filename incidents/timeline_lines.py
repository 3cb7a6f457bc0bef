"""Entries of an incident's timeline as a page shows them: in the reader's words, with who and when.

Entries of merged incidents stand among the target's with a chip that names their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext

from incidents.event_words import WORDS, title_of
from incidents.models import Incident, IncidentEntry, Visibility
from incidents.services.logbook import WRITTEN
from incidents.timeline_facts import facts_of

LANGUAGES = {"en": "English", "zh": "中文"}


@dataclass
class Line:
    """One entry. `late_s` > 0: written down that long after it happened (TIM-3). `chip` is the
    number of the merged incident it belongs to. `facts` are short words out of the payload."""

    entry: IncidentEntry
    title: str
    icon: str
    tone: str
    who: str
    text: str
    facts: list[str] = field(default_factory=list)
    chip: str = ""
    late_s: int = 0
    clamped_s: int = 0
    corrected_by: int | None = None
    corrects: str = ""
    language: str = ""
    translation: str = ""
    translated: bool = False
    pinned: bool = False
    visibility: str = ""
    may_correct: bool = False

    @property
    def files(self) -> Sequence[Any]:
        return list(self.entry.attachments.all())


def lines_of(
    entries: Iterable[IncidentEntry],
    *,
    incident: Incident,
    commands: bool = False,
    user_id: int | None = None,
    writes: bool = False,
) -> list[Line]:
    """In the order given. Two queries more than the entries: corrections and translations.

    Load them with `actor`, `pin`, `incident`, `corrects` and `attachments`.
    """
    rows = list(entries)
    ids = [one.pk for one in rows]
    newer = dict(
        IncidentEntry.objects.filter(corrects__in=ids)
        .order_by("-id")
        .values_list("corrects", "seq")
    )
    written = [one.pk for one in rows if one.type in WRITTEN]
    spoken: dict[int, str] = {}
    if written:
        # A translation of an entry comes after it, and those are few.
        found = IncidentEntry.objects.filter(
            incident__in={incident.pk, *(one.incident_id for one in rows)}, type="translation"
        )
        spoken = {
            payload["of"]: text
            for payload, text in found.order_by("id").values_list("payload", "text")
        }
    lines = []
    for one in rows:
        line = _line(one, incident)
        line.corrected_by = newer.get(one.pk)
        line.translation = spoken.get(one.pk, "")
        mine = commands or (user_id is not None and one.actor_id == user_id)
        line.may_correct = writes and mine and one.type in WRITTEN and line.corrected_by is None
        lines.append(line)
    return lines


def _line(one: IncidentEntry, incident: Incident) -> Line:
    payload = one.payload
    words, icon, tone = WORDS.get(one.type, (title_of(one.type), "point", "neutral"))
    told = payload.get("corrects") or {}
    own = one.language[:2]
    reader = (get_language() or "en")[:2]
    chip = "" if one.incident_id == incident.pk else one.incident.number
    return Line(
        entry=one,
        title=str(words),
        icon=icon,
        tone=tone,
        who=str(one.actor) if one.actor is not None else gettext("Platform"),
        text=one.text,
        facts=facts_of(one.type, payload),
        chip=chip,
        late_s=int(payload.get("late_s", 0)),
        clamped_s=int(payload.get("clamped_s", 0)),
        corrects=_named(told, incident),
        language=LANGUAGES.get(own, own) if one.text and own and own != reader else "",
        pinned=hasattr(one, "pin"),
        visibility=""
        if one.visibility == Visibility.ALL
        else str(Visibility(one.visibility).label),
    )


def _named(told: dict[str, Any], incident: Incident) -> str:
    if not told:
        return ""
    if told.get("incident") in (None, incident.number):
        return str(told["seq"])
    return f"{told['incident']} {told['seq']}"
