"""Verdicts on a file, and the faults a proof of detection puts in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said

VERDICTS = {
    "ok": _("As expected"),
    "new": _("Recorded for the first time"),
    "touched": _("Same bytes, new time"),
    "missing": _("Missing"),
    "extra": _("Not in the manifest"),
    "truncated": _("Too short"),
    "grown": _("Too long"),
    "corrupt": _("Silently corrupted: other bytes, same size and time"),
    "rewritten": _("Rewritten or tampered with: other bytes, new time"),
    "media_error": _("The medium cannot be read there"),
    "unreadable": _("May not be read"),
    "unstable": _("Changed while it was read"),
    "flaky_read": _("Read wrongly once, then rightly: the path of reading is not sound"),
    "not_a_file": _("A link or device where a file is expected"),
}

FAULTS = {
    "flip": _("One bit turned"),
    "flip_mtime": _("One bit turned, its time put back"),
    "flip_same_mtime": _("One bit turned, its time put back"),
    "flip_new_mtime": _("One bit turned, with a new time"),
    "truncate": _("Cut short"),
    "grow": _("Made longer"),
    "delete": _("A file deleted"),
    "add": _("A file added"),
    "swap": _("Two files swapped"),
    "link": _("A link in place of a file"),
    "symlink": _("A link in place of a file"),
    "unreadable": _("A file that may not be read"),
    "stale_mtime": _("Other bytes behind an old time"),
    "expired": _("A restore point past its RPO"),
    "expired_freshness": _("A restore point past its RPO"),
}


def verdict_words(verdict: str) -> str:
    return said(VERDICTS, verdict)


def fault_words(fault: str) -> str:
    return said(FAULTS, fault)
