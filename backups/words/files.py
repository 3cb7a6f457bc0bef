"""Verdicts on a file, and the faults a proof of detection puts in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said
from lib.language import listed

VERDICTS = {
    "ok": _("As expected"),
    "new": _("Recorded for the first time"),
    "touched": _("Same bytes, new time"),
    "missing": _("Missing"),
    "extra": _("Not in the manifest"),
    "truncated": _("Too short"),
    "grown": _("Too long"),
    "corrupt": _("Other bytes, same size"),
    "rewritten": _("Rewritten or tampered with: other bytes, new time"),
    "media_error": _("The medium cannot be read there"),
    "unreadable": _("May not be read"),
    "unstable": _("Changed while it was read"),
    "flaky_read": _("Read wrongly once, then rightly: the path of reading is not sound"),
    "not_a_file": _("A link or device where a file is expected"),
}

# What is known of the time besides, by the reason of the verdict.
BY_REASON = {
    "digest_differs": _("Silently corrupted: other bytes, same size and time"),
    "digest_differs_mtime_put_back": _("Other bytes, same size, the time put back"),
    "digest_differs_mtime_unknown": _("Other bytes, same size; no earlier time is known"),
}

# Of a proof: several at once, and what the whole set is called.
FOUND = {
    "grown+truncated": _("One too short, the other too long"),
    "rewritten+rewritten": _("Both rewritten"),
    "missed": _("Older than may be lost"),
}

FAULTS = {
    "none": _("None: the clone as it is"),
    "flip": _("One bit turned, the time put back"),
    "flip_new_mtime": _("One bit turned, with a new time"),
    "truncate": _("Cut short"),
    "grow": _("Made longer"),
    "delete": _("A file deleted"),
    "add": _("A file added"),
    "swap": _("Two files swapped"),
    "link": _("A link in place of a file"),
    "stale": _("A restore point past its RPO"),
}


def verdict_words(verdict: str, reason: str = "") -> str:
    """`reason` of one file says more than a verdict on many can."""
    if verdict == "corrupt" and reason in BY_REASON:
        return said(BY_REASON, reason)
    return said(VERDICTS | FOUND, verdict)


def found_words(text: str) -> str:
    """What was found of a fault: "+" joins several; "ok" is silence where nothing is wrong."""
    known = VERDICTS | {"ok": _("Nothing to report"), "missed": _("Restore point too old")}
    return listed(dict.fromkeys(said(known, one) for one in text.split("+") if one))


def fault_words(fault: str) -> str:
    return said(FAULTS, fault)
