"""What the keys of recorded evidence are called; a key nobody named is shown as it is."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from backups.words.files import VERDICTS

KEYS = {
    # Of one file, and of a line of a manifest.
    "expected": pgettext_lazy("evidence", "Expected"),
    "found": pgettext_lazy("evidence", "Found"),
    "first_read": pgettext_lazy("evidence", "First read"),
    "second_read": pgettext_lazy("evidence", "Second read"),
    "reads_agree": pgettext_lazy("evidence", "Both reads agree"),
    "bad_pieces": pgettext_lazy("evidence", "Bad pieces"),
    "size": pgettext_lazy("evidence", "Size in bytes"),
    "mtime_ns": pgettext_lazy("evidence", "Modified (ns since 1970)"),
    "ctime_ns": pgettext_lazy("evidence", "Metadata changed (ns since 1970)"),
    "offset": pgettext_lazy("evidence", "At byte"),
    "errno": pgettext_lazy("evidence", "Error of the system"),
    "reason": pgettext_lazy("evidence", "Reason"),
    "looked": pgettext_lazy("evidence", "Seen in the listing, not read"),
    "kind": pgettext_lazy("evidence", "Kind"),
    "path": pgettext_lazy("evidence", "Path"),
    "folder": pgettext_lazy("evidence", "Folder"),
    "line": pgettext_lazy("evidence", "Line"),
    "code": pgettext_lazy("evidence", "Fault"),
    "name": pgettext_lazy("evidence", "Name"),
    # Of a check of a verification.
    "files": pgettext_lazy("evidence", "Files"),
    "parts": pgettext_lazy("evidence", "Parts"),
    "of": pgettext_lazy("evidence", "Of"),
    "bytes": pgettext_lazy("evidence", "Bytes"),
    "sets": pgettext_lazy("evidence", "Sets"),
    "copies": pgettext_lazy("evidence", "Copies"),
    "sampled": pgettext_lazy("evidence", "Files sampled"),
    "age_s": pgettext_lazy("evidence", "Age in seconds"),
    "limit": pgettext_lazy("evidence", "Limit"),
    "limit_s": pgettext_lazy("evidence", "Limit in seconds"),
    "oldest_s": pgettext_lazy("evidence", "Oldest, in seconds"),
    "retention_s": pgettext_lazy("evidence", "Retention in seconds"),
    "short_s": pgettext_lazy("evidence", "Too short by, in seconds"),
    "of_three": pgettext_lazy("evidence", "Met of 3-2-1"),
    "of_five": pgettext_lazy("evidence", "Met of 3-2-1-1-0"),
    "wanted": pgettext_lazy("evidence", "Wanted"),
    "key": pgettext_lazy("evidence", "Key"),
    "because": pgettext_lazy("evidence", "Because"),
    "stands_at": pgettext_lazy("evidence", "Data stands at"),
    "pattern": pgettext_lazy("evidence", "Pattern"),
    "samples": pgettext_lazy("evidence", "Earlier sets compared"),
    "needed": pgettext_lazy("evidence", "Needed"),
    "usual": pgettext_lazy("evidence", "Usual size in bytes"),
    "percent": pgettext_lazy("evidence", "Percent"),
    "tolerance": pgettext_lazy("evidence", "Tolerance in percent"),
    "score": pgettext_lazy("evidence", "Distance from the usual"),
    "tool": pgettext_lazy("evidence", "Tool"),
    "lines": pgettext_lazy("evidence", "Lines"),
    # Of a restore test.
    "attempts": pgettext_lazy("evidence", "Attempts"),
    "op": pgettext_lazy("evidence", "Comparison"),
    "error": pgettext_lazy("evidence", "Error"),
    "exit": pgettext_lazy("evidence", "Exit status"),
    "objects": pgettext_lazy("evidence", "Objects restored"),
    "checks": pgettext_lazy("evidence", "Checks made"),
    "check": pgettext_lazy("evidence", "Check"),
    "count": pgettext_lazy("evidence", "Count"),
    "indexes": pgettext_lazy("evidence", "Indexes"),
    "detail": pgettext_lazy("evidence", "Detail"),
    "source": pgettext_lazy("evidence", "Source"),
    "needed_bytes": pgettext_lazy("evidence", "Needed, in bytes"),
    "free_bytes": pgettext_lazy("evidence", "Free, in bytes"),
    "kept_bytes": pgettext_lazy("evidence", "To be kept free, in bytes"),
    "limit_bytes": pgettext_lazy("evidence", "Limit in bytes"),
    "produced_bytes": pgettext_lazy("evidence", "Unpacked, in bytes"),
    "read_bytes": pgettext_lazy("evidence", "Read, in bytes"),
    "program": pgettext_lazy("evidence", "Program"),
    "secret": pgettext_lazy("evidence", "Secret"),
    "format": pgettext_lazy("evidence", "Format"),
    "formats": pgettext_lazy("evidence", "Formats"),
}
_PIECE = re.compile(r"^piece (\d+)$")


def key_words(key: str, within: str = "") -> str:
    """ "Expected: Size in bytes"; `within` are the words of what holds the key."""
    piece = _PIECE.match(key)
    if piece:
        words = pgettext("evidence", "piece %(number)s") % {"number": piece[1]}
    else:
        # Files are counted by their verdicts.
        words = str(KEYS.get(key) or VERDICTS.get(key) or key)
    if not within:
        return words
    return pgettext("evidence", "%(of)s: %(what)s") % {"of": within, "what": words}


def evidence_rows(evidence: Any, before: str = "") -> list[tuple[str, Any]]:
    """Plain JSON as lines of words and values: whatever was written down is shown."""
    if isinstance(evidence, dict):
        return [
            line
            for name, value in evidence.items()
            for line in evidence_rows(value, key_words(str(name), before))
        ]
    if isinstance(evidence, list):
        short = ", ".join(str(one) for one in evidence[:20])
        more = f" … (+{len(evidence) - 20})" if len(evidence) > 20 else ""
        return [(before, f"{short}{more}")]
    if isinstance(evidence, bool):
        return [(before, _("yes") if evidence else _("no"))]
    return [(before, evidence)]
