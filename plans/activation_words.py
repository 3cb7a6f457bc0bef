"""Entries of an activation's timeline in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib.durations import format_duration
from lib.language import listed
from plans.models import ActivationEvent

ENTRIES: dict[str, tuple[Any, str, str]] = {
    "activated": (_("Activated"), "player-play", "info"),
    "amended": (_("Changed on the spot"), "pencil", "warning"),
    "restored": (_("Restored"), "circle-check", "ok"),
    "restored_otherwise": (_("Instant of the restoration corrected"), "clock-edit", "warning"),
    "down_again": (_("Down again"), "circle-x", "danger"),
    "integrity_verified": (_("Data verified"), "shield-check", "ok"),
    "commander_changed": (_("Commander changed"), "user-share", "info"),
    "ended": (pgettext_lazy("activation", "Ended"), "flag", "ok"),
    "cancelled": (_("Cancelled"), "ban", "neutral"),
    "note": (_("Note"), "message", "neutral"),
}
OF_TASK: dict[str, tuple[Any, str, str]] = {
    "start": (_("Task %(task)s begun"), "player-play", "info"),
    "complete": (_("Task %(task)s done"), "check", "ok"),
    "fail": (_("Task %(task)s failed"), "alert-triangle", "danger"),
    "skip": (_("Task %(task)s skipped"), "player-skip-forward", "warning"),
    "reopen": (_("Task %(task)s opened again"), "refresh", "warning"),
}
FIELDS: dict[str, Any] = {
    "title_en": _("title (English)"),
    "title_zh": _("title (Chinese)"),
    "instructions_en": _("instructions (English)"),
    "instructions_zh": _("instructions (Chinese)"),
    "role": _("role"),
    "backup_role": _("backup"),
    "assignee": _("assigned to"),
    "duration_s": _("planned duration"),
    "limit_s": _("limit from activation"),
    "completes": _("completes"),
    "counts_in_time": _("counts against the RTO"),
    "needs": _("waits for"),
}


def timeline_of(events: Iterable[ActivationEvent]) -> list[dict[str, Any]]:
    """Newest first."""
    return [_event(row) for row in sorted(events, key=lambda one: -one.seq)]


def _event(row: ActivationEvent) -> dict[str, Any]:
    payload = row.payload
    if row.type == "task_changed":
        words, icon, tone = OF_TASK.get(payload.get("verb", ""), (row.type, "point", "neutral"))
    else:
        words, icon, tone = ENTRIES.get(row.type, (row.type, "point", "neutral"))
    return {
        "seq": row.seq,
        "title": str(words) % {"task": payload.get("task", "")},
        "icon": icon,
        "tone": tone,
        "text": row.text,
        "changes": list(_facts(row)),
        "who": str(row.actor) if row.actor else gettext("System"),
        "at": row.at,
        "late": (row.recorded_at - row.at).total_seconds() > 300,
        "recorded_at": row.recorded_at,
        "corrected": False,
        "corrects": None,
        "digest": row.digest,
    }


def _facts(row: ActivationEvent) -> Iterable[dict[str, Any]]:
    payload = row.payload
    if row.type == "activated" and payload.get("plan_version"):
        yield _fact(_("version"), payload["plan_version"])
    if row.type in ("amended", "note") and "task" in payload:
        yield _fact(_("task"), payload["task"])
    if payload.get("opened"):
        yield _fact(_("can begin now"), _numbers(payload["opened"]))
    if payload.get("evidence"):
        yield _fact(_("evidence"), payload["evidence"])
    if payload.get("left"):
        yield _fact(_("not ended"), _numbers(payload["left"]))
    if payload.get("rating"):
        yield _fact(_("how much the plan helped"), f"{payload['rating']}/5")
    for name, pair in payload.get("changed", {}).items():
        label = FIELDS.get(name, name)
        yield {
            "label": label,
            "before": shown(name, pair["old"]),
            "after": shown(name, pair["new"]),
        }
    for name, value in payload.get("added", {}).items():
        if value not in (None, "", []):
            yield _fact(FIELDS.get(name, name), shown(name, value))
    if row.type == "commander_changed":
        yield {
            "label": _("commander"),
            "before": payload.get("old") or "–",
            "after": payload.get("new") or "–",
        }


def _fact(label: Any, value: Any) -> dict[str, Any]:
    return {"label": label, "before": None, "after": value}


def _numbers(numbers: Iterable[int]) -> str:
    return listed(str(one) for one in numbers)


def shown(name: str, value: Any) -> str:
    """A field's value as people read it; "–" for nothing."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_s") and isinstance(value, int):
        return format_duration(value, get_language() or "en")
    if isinstance(value, list):
        return _numbers(value)
    return str(value)
