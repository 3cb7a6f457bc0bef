"""What drills know of a person, for the export; see docs/privacy.md.

People stand by their entry, whose erasing makes them nameless everywhere. Anonymous answers of a
hot wash are nobody's and are in no export.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts import personal_parts
from accounts.models import Person
from drills.models import (
    UNINFORMED,
    DrillEntry,
    HotWashNote,
    Observation,
    Participant,
    Rating,
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    personal_parts.register("drills", DrillsOfPerson())


class DrillsOfPerson:
    def export(self, person: Person) -> dict[str, Any]:
        # Of a drill without notice they learn when it begins (DRL-5).
        secret = Q(drill__no_notice=True, drill__started_at=None, role__in=UNINFORMED)
        parts = Participant.objects.filter(person=person).exclude(secret).select_related("drill")
        notes = HotWashNote.objects.filter(person=person).select_related("drill")
        return {
            "took_part": [
                {
                    "drill": one.drill.code,
                    "part": one.role,
                    "role": one.response_role,
                    "answer": one.answer,
                    "note": one.answer_note,
                    "present_from": _iso(one.present_from),
                    "present_to": _iso(one.present_to),
                }
                for one in parts.order_by("drill__code", "pk")
            ],
            "hot_wash": [
                {
                    "drill": one.drill.code,
                    "at": one.at.isoformat(),
                    "went_well": one.went_well,
                    "went_badly": one.went_badly,
                    "change_first": one.change_first,
                }
                for one in notes.order_by("pk")
            ],
            **_deeds(person),
        }

    def erase(self, person: Person) -> None:
        """Their entry becomes nameless; what happened in the drill stays."""


def _deeds(person: Person) -> dict[str, Any]:
    """What their login wrote: entries, observations and ratings."""
    if person.user is None:
        return {"entries": [], "observations": [], "ratings": []}
    entries = DrillEntry.objects.filter(actor=person.user).select_related("drill")
    seen = Observation.objects.filter(by=person.user).select_related("drill")
    rated = Rating.objects.filter(evaluator=person.user).select_related("criterion__script__drill")
    return {
        "entries": [
            {
                "drill": one.drill.code,
                "type": one.type,
                "at": one.at.isoformat(),
                "text": one.text,
            }
            for one in entries.order_by("at", "pk")
        ],
        "observations": [
            {
                "drill": one.drill.code,
                "kind": one.kind,
                "at": one.at.isoformat(),
                "text": one.text,
            }
            for one in seen.order_by("at", "pk")
        ],
        "ratings": [
            {
                "drill": one.criterion.script.drill.code if one.criterion.script.drill else "",
                "criterion": one.criterion.key,
                "level": one.level,
                "reason": one.reason,
            }
            for one in rated.order_by("at", "pk")
        ],
    }


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
