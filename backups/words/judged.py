"""The states of what is judged of a policy, in words (docs/method.md §27.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said

STATES = {
    "on_time": _("On time"),
    "running": _("Running"),
    "late": _("Late"),
    "missing": _("Missing"),
    "failed": _("Failed"),
    "too_fast": _("Too fast"),
    "too_slow": _("Too slow"),
    "too_often": _("Too often"),
    "new": _("Nothing expected yet"),
    "passed": _("Passed"),
    "pass": _("Passed"),
    "ok": _("In order"),
    "good": _("In order"),
    "not_run": _("Not run"),
    "met": _("Met"),
    "missed": _("Missed"),
    "nothing": _("Nothing restorable"),
    "no_target": _("No target"),
    "overdue": _("Overdue"),
    "never": _("Never tested"),
    "suspicious": _("Suspicious"),
    "plausible": _("In order"),
    "clear": _("In order"),
    "kept": _("In order"),
    "broken": _("Broken"),
    "too_late": _("Faults may be found too late"),
    "in_time": _("In time"),
}


def judged_words(state: str) -> str:
    return said(STATES, state) if state else ""
