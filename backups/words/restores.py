"""Phases of a restore test, and how it was kept apart from everything else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backups.words.plain import said

PHASES = {
    "fetch": _("Fetch"),
    "prepare": _("Prepare"),
    "restore": pgettext_lazy("phase", "Restore"),
    "check": pgettext_lazy("phase", "Check"),
    "measure": _("Measure"),
    "clean": _("Clean up"),
}

ISOLATIONS = {
    "bwrap": _("A sandbox of its own (bubblewrap): no network, nothing else of the file system"),
    "unshare": _("Name spaces of its own (unshare): no network, nothing else of the file system"),
    "none": _("None: this machine offers none, so nothing was restored"),
}


def phase_words(name: str) -> str:
    return said(PHASES, name)


def isolation_words(kind: str) -> str:
    return said(ISOLATIONS, kind) if kind else ""
