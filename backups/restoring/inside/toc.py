"""The table of contents of a pg_dump archive, and what of it is left out.

Left out is what needs a superuser or reaches out of the database; `pg_restore -L` gets the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

# `2345; 1259 16386 TABLE public orders alice`: id; catalogue oid, object oid, type, schema, name.
ENTRY = re.compile(r"^(?P<id>\d+); \d+ \d+ (?P<rest>.+)$")
REACHING_OUT = (
    "FOREIGN DATA WRAPPER",
    "FOREIGN SERVER",
    "FOREIGN TABLE",
    "SERVER",
    "USER MAPPING",
    "EVENT TRIGGER",
    "PUBLICATION TABLES IN SCHEMA",
    "PUBLICATION TABLE",
    "PUBLICATION",
    "SUBSCRIPTION TABLE",
    "SUBSCRIPTION",
    "TABLESPACE",
    "PROCEDURAL LANGUAGE",
    "DATABASE PROPERTIES",
    "DATABASE",
    "SECURITY LABEL",
)


@dataclass(frozen=True)
class LeftOut:
    """An entry that is not restored, in pg_restore's own words."""

    kind: str
    entry: str


def filtered(listing: str, trusted: Collection[str]) -> tuple[str, list[LeftOut]]:
    """(the list for `pg_restore -L`, what it lacks). Anything not understood is left out."""
    kept, left = [], []
    for line in listing.splitlines():
        if not line or line.startswith(";"):
            continue
        found = ENTRY.match(line)
        reason = _refused(found["rest"], trusted) if found else "unreadable"
        if reason is None:
            kept.append(line)
        else:
            left.append(LeftOut(reason, found["rest"][:200] if found else line[:200]))
    return "\n".join(kept) + "\n", left


def _refused(rest: str, trusted: Collection[str]) -> str | None:
    for kind in REACHING_OUT:
        if rest.startswith(kind + " "):
            return kind
    if rest.startswith("EXTENSION "):
        words = rest.split()
        name = words[2] if len(words) > 2 else ""
        return None if name in trusted else "EXTENSION"
    if rest.startswith("COMMENT ") and " EXTENSION " in f" {rest} ":
        return "COMMENT ON EXTENSION"  # belongs to whoever made the extension
    if rest.startswith("COMMENT ") and (" EVENT TRIGGER " in rest or " SERVER " in rest):
        return "COMMENT"
    return None
