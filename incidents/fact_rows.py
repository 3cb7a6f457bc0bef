"""The facts of an incident as rows to show, in the reader's words: for the review's page and the
reports alike. Instants come out as datetimes, durations as seconds, money as decimals.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from followup.models import ActionState
from incidents import clock_lines, event_words
from incidents.models import (
    Category,
    ContactState,
    IncidentRole,
    IncidentSystem,
    Status,
    StepRun,
    Visibility,
)
from incidents.models.communication import Audience, CommsMessage
from incidents.models.grading import ChangeKind
from incidents.timeline_facts import facts_of
from lib.language import in_language, listed
from plans.models import BackfillState

Facts = Mapping[str, Any]
Row = dict[str, Any]

INSTANTS: dict[str, Any] = {
    "occurred_at": gettext_lazy("Began"),
    "detected_at": gettext_lazy("Detected"),
    "declared_at": pgettext_lazy("instant", "Declared"),
    "acknowledged_at": gettext_lazy("Acknowledged"),
    "assessed_at": gettext_lazy("Assessed"),
    "level_acknowledged_at": gettext_lazy("Decision level acknowledged"),
    "workaround_at": gettext_lazy("Workaround running"),
    "restored_at": gettext_lazy("Restored"),
    "verified_at": gettext_lazy("Verified"),
    "review_submitted_at": gettext_lazy("Review submitted"),
    "closed_at": gettext_lazy("Closed"),
    "cancelled_at": gettext_lazy("Stood down"),
}
SPANS: dict[str, tuple[Any, Any]] = {
    "detect": (pgettext_lazy("span of time", "Detect"), gettext_lazy("began → detected")),
    "acknowledge": (gettext_lazy("Acknowledge"), gettext_lazy("declared → acknowledged")),
    "assess": (gettext_lazy("Assess"), gettext_lazy("declared → grade confirmed")),
    "decide": (
        pgettext_lazy("span of time", "Decide"),
        gettext_lazy("grade in effect → decision level acknowledged"),
    ),
    "workaround": (gettext_lazy("Work around"), gettext_lazy("began → workaround running")),
    "restore": (pgettext_lazy("span of time", "Restore"), gettext_lazy("began → restored")),
    "verify": (pgettext_lazy("span of time", "Verify"), gettext_lazy("restored → verified")),
}


def at(iso: str | None) -> datetime | None:
    return None if iso is None else datetime.fromisoformat(iso)


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def name(row: Mapping[str, Any]) -> str:
    return in_language(row["name_en"], row["name_zh"])


def label(choices: Any, code: str) -> str:
    """The word of a code; a code nobody knows any more stands for itself."""
    return str(dict(choices.choices).get(code, code))


def status(facts: Facts) -> str:
    return label(Status, facts["status"])


def category(facts: Facts) -> str:
    return label(Category, facts["category"])


def regions(names: Collection[str]) -> str:
    if "all" in names:
        return _("the whole country")
    return listed(names) if names else _("limited")


def systems(facts: Facts) -> list[Row]:
    return [
        {
            "name": name(one),
            "code": one["code"],
            "extent": label(IncidentSystem.Extent, one["extent"]),
        }
        for one in facts["systems"]
    ]


def instants(facts: Facts) -> list[tuple[str, datetime]]:
    """What happened, in the order of a life; what did not happen is left out."""
    found = []
    for key, words in INSTANTS.items():
        instant = at(facts["times"].get(key))
        if instant is not None:
            found.append((str(words), instant))
    return found


def spans(facts: Facts) -> list[Row]:
    return [
        {"name": str(words), "from_to": str(ends), "seconds": facts["spans"].get(f"{key}_s")}
        for key, (words, ends) in SPANS.items()
    ]


def impacts(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "name": name(one),
            "region_words": regions(one["regions"]),
            "start_at": at(one["start_at"]),
            "end_at": at(one["end_at"]),
            "workaround_started_at": at(one["workaround_started_at"]),
            "last_good_data_at": at(one["last_good_data_at"]),
            "workaround": amount(one["workaround"]),
            "estimated_loss": amount(
                one["estimated_loss"] or facts["loss"]["by_impact"].get(str(one["id"]))
            ),
            "actual_loss": amount(one["actual_loss"]),
        }
        for one in facts["impacts"]
    ]


def met_status(is_met: bool | None) -> str:
    """A code of lib.statuses."""
    return {True: "met", False: "missed"}.get(is_met, "unknown")  # type: ignore[arg-type]


def clocks(facts: Facts) -> list[Row]:
    """Limit, actual, late; the newest of those that were superseded stand as well, marked."""
    processes = {one["process"]: name(one) for one in facts["impacts"]}
    return [
        {
            "name": str(clock_lines.WORDS.get(one["kind"], one["kind"])),
            "of": processes.get(one["process"] or "", ""),
            "grade": one["grade"],
            "anchor_at": at(one["anchor_at"]),
            "due_at": at(one["due_at"]),
            "met_at": at(one["met_at"]),
            "limit_s": one["limit_s"],
            "actual_s": one["actual_s"],
            "late_s": one["late_s"],
            "status": "clock_met" if one["state"] == "met" else one["state"],
        }
        for one in facts["clocks"]
        if one["kind"] in clock_lines.WORDS
    ]


def steps(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "title": in_language(one["title_en"], one["title_zh"]),
            "state_words": label(StepRun.State, one["state"]),
            "due_at": at(one["due_at"]),
            "done_at": at(one["done_at"]),
            "boxes": len(one["boxes"]),
            "boxes_done": sum(box["state"] in ("done", "na") for box in one["boxes"]),
        }
        for one in facts["steps"]
    ]


def grades(facts: Facts) -> list[Row]:
    return [
        {**one, "at": at(one["at"]), "kind_words": label(ChangeKind, one["kind"])}
        for one in facts["grades"]
    ]


def reports(facts: Facts) -> list[Row]:
    return [
        {**one, "due_at": at(one["due_at"]), "submitted_at": at(one["submitted_at"])}
        for one in facts["reports"]
    ]


def decisions(facts: Facts) -> list[Row]:
    return [
        {**one, "at": at(one["at"]), "level_name": name(one["level"]) if one["level"] else ""}
        for one in facts["decisions"]
    ]


def messages(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "audience_words": label(Audience, one["audience"]),
            "subject": in_language(one["subject_en"], one["subject_zh"]),
            "state_words": label(CommsMessage.State, one["state"]),
            "sent_at": at(one["sent_at"]),
        }
        for one in facts["messages"]
    ]


def people(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "role_words": label(IncidentRole, one["role"]),
            "assumed_at": at(one["assumed_at"]),
            "released_at": at(one["released_at"]),
        }
        for one in facts["people"]
    ]


def contacts(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "role_name": name(one["role"]) if one["role"] else "",
            "state_words": label(ContactState, one["state"]),
            "reached_at": at(one["reached_at"]),
        }
        for one in facts["contacts"]
    ]


def plans(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "name": name(one),
            "activated_at": at(one["activated_at"]),
            "restored_at": at(one["restored_at"]),
            "ended_at": at(one["ended_at"]),
        }
        for one in facts["plans"]
    ]


def backfills(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "form_name": name(one["form"]),
            "store_name": name(one["store"]),
            "state_words": label(BackfillState, one["state"]),
            "due_at": at(one["due_at"]),
            "reconciled_at": at(one["reconciled_at"]),
        }
        for one in facts["backfills"]
    ]


def actions(facts: Facts) -> list[Row]:
    return [
        {
            **one,
            "state_words": label(ActionState, one["state"]),
            "due_on": None if one["due_on"] is None else date.fromisoformat(one["due_on"]),
        }
        for one in facts["actions"]
    ]


def links(facts: Facts) -> list[tuple[str, list[str]]]:
    """(what they are to this incident, their numbers); what there is none of is left out."""
    words: dict[str, Any] = {
        "parent": _("Part of"),
        "children": _("Parts of it"),
        "merged_into": _("Merged into"),
        "merged_from": _("Merged into this one"),
        "recurrence_of": _("Return of"),
        "recurrences": _("Came back as"),
        "related": _("Related"),
    }
    found = []
    for key, what in words.items():
        given = facts["links"].get(key)
        numbers = [given] if isinstance(given, str) else list(given or ())
        if numbers:
            found.append((what, numbers))
    return found


def timeline(
    facts: Facts, visibilities: Collection[str] = (Visibility.ALL.value,)
) -> tuple[list[Row], int]:
    """Entries this reader may see, and how many are kept from them."""
    rows = facts["timeline"]["entries"]
    shown = [
        {
            **one,
            "at": at(one["at"]),
            "title": event_words.title_of(one["type"], one["payload"]),
            "facts": facts_of(one["type"], one["payload"]),
        }
        for one in rows
        if one["visibility"] in visibilities
    ]
    return shown, len(rows) - len(shown)
