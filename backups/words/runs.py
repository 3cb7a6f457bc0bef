"""The marks of the calendar of runs in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backups.words.plain import said

STATES = {
    "verified": pgettext_lazy("backup", "Verified"),
    "failed": _("Failed"),
    "missing": _("Missing"),
    "late": _("Late"),
    "registered": _("Registered"),
    "verifying": _("Being verified"),
    "quarantine": _("In quarantine"),
    "expired": pgettext_lazy("backup", "Expired"),
    "expected": _("Expected"),
}


def run_words(state: str) -> str:
    return said(STATES, state)
