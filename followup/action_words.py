"""How the steps of an action and the entries of its timeline are called, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from followup.models import ActionEntry, CorrectiveAction
from lib.durations import format_duration

# Type of an entry → its words, icon and tone.
ENTRIES: dict[str, tuple[Any, str, str]] = {
    "created": (_("Written down"), "pencil", "neutral"),
    "changed": (_("Changed"), "pencil", "neutral"),
    "opened": (_("Opened"), "player-play", "info"),
    "started": (_("Work started"), "progress", "info"),
    "completed": (_("Reported as done"), "check", "info"),
    "rejected": (_("Rejected by the verifier"), "arrow-back-up", "danger"),
    "verified": (_("Verified"), "shield-check", "ok"),
    "postponed": (_("Postponed"), "calendar-plus", "warning"),
    "risk_accepted": (_("Risk accepted"), "hand-stop", "warning"),
    "risk_withdrawn": (_("Acceptance of the risk withdrawn"), "arrow-back-up", "info"),
    "risk_expired": (_("Acceptance of the risk expired"), "clock-x", "danger"),
    "cancelled": (_("Cancelled"), "ban", "neutral"),
    "reopened": (_("Reopened"), "refresh", "warning"),
    "inherited": (_("Passed on to the manager"), "user-share", "warning"),
    "handed_over": (_("Handed over"), "user-share", "info"),
    "retested": (_("Re-tested"), "test-pipe", "info"),
    "evidence": (_("Evidence added"), "paperclip", "info"),
    "recurred": (_("The same cause came back"), "repeat", "danger"),
    "note": (_("Note"), "message", "neutral"),
    "corrected": (_("Corrected"), "pencil", "neutral"),
}

# Told by the entry's title and text already, or by nothing a reader knows.
SILENT = {
    *("state", "title", "source_ref", "reason", "opened_at", "done_at", "verified_at"),
    *(
        "verified_by",
        "closed_at",
        "original_due_on",
        "risk_accepted_by",
        "evidence",
        "file",
        "sha256",
        "url",
    ),
}
# How a result was found: only what was measured proves.
CONFIDENCE: dict[str, Any] = {
    "measured": _("measured"),
    "estimated": _("estimated"),
    "simulated": _("simulated"),
}
# What entries carry besides columns of the action.
LABELS: dict[str, Any] = {
    "due_on": _("due"),
    "from_on": _("from"),
    "to_on": _("to"),
    "expires_on": _("until"),
    "reason": _("reason"),
    "value_s": _("measured"),
    "limit_s": _("at most"),
    "source": _("source"),
    "by": _("by"),
    "came_back": _("came back as"),
    "confidence": _("how it was found"),
}


def timeline_of(entries: Iterable[ActionEntry]) -> list[dict[str, Any]]:
    """Newest first; an entry that a later one corrects is struck through."""
    rows = list(entries)
    wrong = {row.corrects_id for row in rows if row.corrects_id is not None}  # type: ignore[attr-defined]
    return [_event(row, row.pk in wrong) for row in sorted(rows, key=lambda one: -one.seq)]


def _event(row: ActionEntry, corrected: bool) -> dict[str, Any]:
    words, symbol, tone = ENTRIES.get(row.type, (row.type.replace("_", " "), "point", "neutral"))
    if row.type == "retested" and "passed" in row.payload:
        tone = "ok" if row.payload["passed"] else "danger"
        words = _("Re-test passed") if row.payload["passed"] else _("Re-test failed")
    return {
        "seq": row.seq,
        "title": words,
        "icon": symbol,
        "tone": tone,
        "text": row.text,
        "changes": payload_rows(row.payload),
        "who": str(row.actor) if row.actor else gettext("System"),
        "at": row.at,
        "late": (row.recorded_at - row.at).total_seconds() > 300,
        "recorded_at": row.recorded_at,
        "corrected": corrected,
        "corrects": row.corrects.seq if row.corrects is not None else None,
        "digest": row.digest,
    }


def payload_rows(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """What an entry changed ({"old": {…}, "new": {…}}), then the plain values it carries."""
    old, new = payload.get("old"), payload.get("new")
    if not isinstance(old, dict) or not isinstance(new, dict):
        # One thing changed hands.
        name = payload.get("role", "")
        old, new = ({name: old}, {name: new}) if name else ({}, {})
    rows = [
        {
            "label": field_label(name),
            "before": in_words(name, old.get(name)),
            "after": in_words(name, value),
        }
        for name, value in new.items()
        if name not in SILENT
    ]
    for name, value in sorted(payload.items(), key=lambda pair: _place(pair[0])):
        plain = isinstance(value, (str, int)) and not isinstance(value, bool) and value != ""
        if plain and name not in SILENT and name not in new:
            rows.append({"label": field_label(name), "after": in_words(name, value)})
    return rows


def _place(name: str) -> tuple[int, str]:
    """In the order of LABELS: JSON keeps none."""
    known = list(LABELS)
    return (known.index(name) if name in known else len(known), name)


def field_label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    known = {one.name: one.verbose_name for one in CorrectiveAction._meta.concrete_fields}
    return str(known.get(name, name.replace("_", " ")))


def in_words(name: str, value: Any) -> str:
    if value is None or value == "":
        return gettext("not set")
    if name == "confidence":
        return str(CONFIDENCE.get(value, value))
    if name == "source" and value == "manual":
        return gettext("written down by hand")
    if name.endswith("_s") and isinstance(value, int):
        return format_duration(value, get_language() or "en")
    if name.endswith("_on"):
        try:
            return date_format(date.fromisoformat(str(value)), "Y-m-d")
        except ValueError:
            return str(value)
    choices = {
        one.name: dict(one.flatchoices)
        for one in CorrectiveAction._meta.concrete_fields
        if one.choices
    }
    return str(choices.get(name, {}).get(value, value))
