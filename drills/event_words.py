"""What the entries of a drill's timeline are called, with an icon and a tone, and what their
payload says in a few of the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from drills.models import (
    Answer,
    DrillEntry,
    ExpectationResult,
    InjectChannel,
    ObservationKind,
    ParticipantRole,
)
from drills.safety_words import safety_of
from lib.durations import format_duration
from lib.language import in_language

# Type of an entry → its words, icon and tone.
WORDS: dict[str, tuple[Any, str, str]] = {
    "planned": (pgettext_lazy("drill", "Planned"), "calendar-plus", "neutral"),
    "planned_again": (_("Planned anew"), "calendar-plus", "info"),
    "changed": (pgettext_lazy("drill", "Changed"), "pencil", "neutral"),
    "preparing": (_("Preparation began"), "tools", "info"),
    "participant_added": (_("Participant added"), "user-plus", "neutral"),
    "participant_changed": (_("Participant changed"), "user-edit", "neutral"),
    "participant_removed": (_("Participant removed"), "user-minus", "neutral"),
    "invited": (_("Invitations sent"), "mail-forward", "info"),
    "answered": (_("Invitation answered"), "mail-opened", "neutral"),
    "safety": (_("Safety list"), "shield-check", "neutral"),
    "ready": (pgettext_lazy("drill", "Ready"), "circle-check", "ok"),
    "not_ready": (_("Not ready any more"), "circle-x", "warning"),
    "started": (pgettext_lazy("drill", "Started"), "player-play", "info"),
    "paused": (pgettext_lazy("drill", "Paused"), "player-pause", "warning"),
    "resumed": (pgettext_lazy("drill", "Resumed"), "player-play", "info"),
    "interrupted": (_("REAL EVENT: drill interrupted"), "alert-octagon", "danger"),
    "real_incident": (_("Real emergency on what is drilled"), "alert-octagon", "danger"),
    "mistaken": (_("No real event: the drill may go on"), "refresh", "warning"),
    "asked": (_("Controllers were asked whether it still runs"), "help-circle", "warning"),
    "ended": (pgettext_lazy("drill", "Ended"), "player-stop", "info"),
    "speed_changed": (_("Speed changed"), "gauge", "neutral"),
    "inject_due": (_("Inject due"), "alarm", "warning"),
    "inject_delivered": (_("Inject delivered"), "arrow-big-right", "info"),
    "inject_skipped": (_("Inject left out"), "player-skip-forward", "neutral"),
    "expectation_judged": (_("Expectation judged"), "eye-check", "neutral"),
    "observed": (_("Observation"), "eye", "neutral"),
    "script_added": (_("Script: something added"), "list-details", "neutral"),
    "script_changed": (_("Script: something changed"), "list-details", "neutral"),
    "script_removed": (_("Script: something removed"), "list-details", "neutral"),
    "note": (_("Note"), "message", "neutral"),
    "postponed": (_("Postponed"), "calendar-time", "warning"),
    "cancelled": (pgettext_lazy("drill", "Cancelled"), "ban", "neutral"),
    "attendance": (_("Attendance entered"), "user-check", "neutral"),
    "attendance_locked": (_("Attendance locked"), "lock", "neutral"),
    "attendance_unlocked": (_("Attendance opened again"), "lock-open", "warning"),
    "criterion_rated": (_("Criterion rated"), "star", "neutral"),
    "result_settled": (_("Result settled"), "gavel", "accent"),
    "result_unsettled": (_("Settlement taken back"), "gavel", "warning"),
    "figures_entered": (_("Figures entered"), "abacus", "neutral"),
    "records_counted": (_("Records counted"), "abacus", "neutral"),
    "time_entered": (_("Measured time entered"), "stopwatch", "neutral"),
    "time_reviewed": (_("Measured time reviewed"), "stopwatch", "neutral"),
    "findings_drafted": (_("Findings drafted from the data"), "bulb", "neutral"),
    "action_created": (_("Action written down"), "checklist", "neutral"),
    "report_changed": (_("Report changed"), "pencil", "neutral"),
    "finding_added": (_("Finding added"), "bulb", "neutral"),
    "finding_changed": (_("Finding changed"), "bulb", "neutral"),
    "finding_removed": (_("Finding removed"), "bulb-off", "neutral"),
    "evaluated": (_("Evaluated"), "chart-bar", "info"),
    "report_submitted": (_("Report submitted"), "send", "info"),
    "report_returned": (_("Report sent back"), "arrow-back-up", "warning"),
    "report_approved": (_("Report approved"), "circle-check", "ok"),
    "report_signed": (_("Report signed"), "signature", "ok"),
    "closed": (pgettext_lazy("drill", "Archived"), "archive", "neutral"),
}
PARTS: dict[str, Any] = {
    "inject": _("Inject"),
    "expectation": _("Expectation"),
    "objective": pgettext_lazy("drill", "Objective"),
    "criterion": pgettext_lazy("drill", "Criterion"),
}
# What only those who see the script may read while the drill runs: the others play.
OF_THE_SCRIPT = (
    "script_added",
    "script_changed",
    "script_removed",
    "inject_due",
    "inject_delivered",
    "inject_skipped",
    "expectation_judged",
    "observed",
    "criterion_rated",
)


def title_of(type: str) -> str:
    """The words of a type; one nobody knows stands for itself."""
    return str(WORDS[type][0]) if type in WORDS else type.replace("_", " ")


@dataclass
class Line:
    """An entry as a page shows it."""

    entry: DrillEntry
    title: str
    icon: str
    tone: str
    who: str
    facts: list[str] = field(default_factory=list)

    @property
    def late_s(self) -> int:
        """Written down that long after it happened (TIM-3)."""
        return int(self.entry.payload.get("late_s", 0))


def line_of(entry: DrillEntry) -> Line:
    """Load entries with `actor`."""
    _words, icon, tone = WORDS.get(entry.type, ("", "point", "neutral"))
    who = str(entry.actor) if entry.actor is not None else gettext("the platform")
    return Line(entry, title_of(entry.type), icon, tone, who, facts_of(entry.type, entry.payload))


def facts_of(type: str, payload: Mapping[str, Any]) -> list[str]:
    """What the payload says; what is for machines stays out."""
    found = []
    if "inject" in payload:
        found.append(f"{payload['inject']} {_both(payload.get('title'))}".strip())
    if type == "inject_delivered":
        found.append(str(dict(InjectChannel.choices).get(payload.get("channel", ""), "")))
        found.append(punctual(int(payload.get("script_late_s", 0))))
        if payload.get("in_pause"):
            found.append(gettext("during a pause"))
    elif type == "expectation_judged":
        found.append(f"{payload.get('expectation', '')} {_both(payload.get('text'))}".strip())
        found.append(str(dict(ExpectationResult.choices).get(payload.get("new", ""), "")))
        if payload.get("overdue_s"):
            late = format_duration(int(payload["overdue_s"]), get_language() or "en")
            found.append(gettext("%(late)s late") % {"late": late})
        if payload.get("outdated"):
            found.append(gettext("said later was something else, which counts"))
    elif type == "observed":
        found.append(str(dict(ObservationKind.choices).get(payload.get("kind", ""), "")))
    elif type == "speed_changed":
        found.append(f"{payload.get('old')}× → {payload.get('new')}×")
    elif type == "safety":
        point = safety_of(str(payload.get("key", "")))
        label = str(point.label) if point is not None else ""
        found.append(label if payload.get("done") else gettext("%s: taken back") % label)
    elif type == "answered":
        found.append(str(payload.get("name", "")))
        found.append(str(dict(Answer.choices).get(payload.get("answer", ""), "")))
    elif type in ("participant_added", "participant_changed", "participant_removed"):
        found.append(str(payload.get("name", "")))
        found.append(str(dict(ParticipantRole.choices).get(payload.get("role", ""), "")))
    elif type.startswith("script_"):
        kind = str(payload.get("kind", ""))
        found.append(f"{PARTS.get(kind, kind)} {payload.get('key', '')}".strip())
    elif "name" in payload:
        found.append(str(payload["name"]))
    return [one for one in found if one]


def punctual(late_s: int) -> str:
    """ "on time", "3 min late" or "2 min early"; half a minute does not count."""
    if abs(late_s) < 30:
        return gettext("on time")
    span = format_duration(round(abs(late_s) / 60) * 60 or 60, get_language() or "en")
    words = gettext("%(span)s late") if late_s > 0 else gettext("%(span)s early")
    return words % {"span": span}


def _both(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    return in_language(str(value.get("en", "")), str(value.get("zh", "")), get_language() or "en")
