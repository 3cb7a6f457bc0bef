"""Checksum and completeness of one copy, from what a run counted (docs/method.md §26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backups.domain.checks.result import Check

# Verdicts that say that a file is not there as it should be, before any byte is compared.
STRUCTURE = ("missing", "extra", "truncated", "grown", "not_a_file")
# Verdicts on bytes.
BYTES = ("corrupt", "rewritten", "media_error", "unreadable", "unstable")


@dataclass(frozen=True)
class CopyFacts:
    """One copy at the end of a run. `problem`: why the location or a slice could not be read;
    `looked`: its names and sizes were seen in this run.

    `verdicts` counts this run's; `disputed` files differ between copies and nobody can say which
    is right. Parts are all of the copy, read now or earlier; `unread_parts` were never read, or
    not since they last changed. `recorded`: nothing was known before, so nothing was compared.
    """

    copy: int
    problem: str = ""
    looked: bool = True
    present: bool = True
    files: int = 0
    expected_files: int = 0
    bytes_read: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    disputed: int = 0
    parts: int = 0
    bad_parts: int = 0
    unread_parts: int = 0
    recorded: bool = False
    has_manifest: bool = True


def checksum(facts: CopyFacts) -> Check:
    """Is every byte what was written? `measured`: files whose bytes are wrong."""
    name, copy = "checksum", facts.copy
    if not facts.looked:
        return Check(name, "not_run", facts.problem, copy=copy)
    if not facts.present:
        return Check(name, "not_run", "copy_missing", copy=copy)
    bad = {verdict: facts.verdicts.get(verdict, 0) for verdict in BYTES}
    count = sum(bad.values())
    if count:
        worst = next(verdict for verdict in BYTES if bad[verdict])
        params = {"files": count} | {verdict: n for verdict, n in bad.items() if n}
        return Check(name, "fail", f"files_{worst}", params, count, 0, copy)
    if facts.disputed:
        params = {"files": facts.disputed}
        return Check(name, "fail", "copies_differ", params, facts.disputed, 0, copy)
    if facts.problem:
        return Check(name, "not_run", facts.problem, copy=copy)
    if facts.bad_parts:
        params = {"parts": facts.bad_parts}
        return Check(name, "fail", "bad_before", params, facts.bad_parts, 0, copy)
    if not facts.parts:
        return Check(name, "not_run", "nothing_to_read", copy=copy)
    if facts.unread_parts:
        params = {"parts": facts.unread_parts, "of": facts.parts}
        return Check(name, "not_run", "parts_unread", params, facts.unread_parts, 0, copy)
    return _good(facts)


def _good(facts: CopyFacts) -> Check:
    name, copy = "checksum", facts.copy
    if flaky := facts.verdicts.get("flaky_read", 0):
        return Check(name, "warn", "files_flaky_read", {"files": flaky}, flaky, 0, copy)
    if facts.recorded:
        return Check(name, "warn", "recorded_first", {"files": facts.files}, 0, 0, copy)
    if touched := facts.verdicts.get("touched", 0):
        return Check(name, "warn", "files_touched", {"files": touched}, 0, 0, copy)
    if not facts.bytes_read:
        return Check(name, "pass", "read_earlier", {}, 0, 0, copy)
    params = {"files": facts.files, "bytes": facts.bytes_read}
    return Check(name, "pass", "all_match", params, 0, 0, copy)


def completeness(facts: CopyFacts) -> Check:
    """Is every file there, and nothing else? `measured`: missing, extra and misshapen files."""
    name, copy = "completeness", facts.copy
    if not facts.looked:
        return Check(name, "not_run", facts.problem, copy=copy)
    if not facts.present:
        return Check(name, "fail", "copy_missing", {}, facts.expected_files or None, 0, copy)
    counts = {verdict: facts.verdicts.get(verdict, 0) for verdict in STRUCTURE}
    wrong = sum(counts.values())
    if wrong:
        worst = next(verdict for verdict in STRUCTURE if counts[verdict])
        params = {"files": wrong} | {verdict: n for verdict, n in counts.items() if n}
        return Check(name, "fail", f"files_{worst}", params, wrong, 0, copy)
    if not facts.files:
        return Check(name, "fail", "copy_empty", {}, 0, 1, copy)
    if facts.recorded or not facts.has_manifest:
        return Check(name, "warn", "no_manifest", {"files": facts.files}, 0, 0, copy)
    return Check(name, "pass", "all_there", {"files": facts.files}, 0, 0, copy)


def copy_state(facts: CopyFacts, before: str) -> str:
    """The state of the copy after the run; what could not be looked at keeps what it had."""
    if not facts.looked:
        return "registered" if before == "verifying" else before
    if not facts.present:
        return "missing"
    failing = sum(facts.verdicts.get(verdict, 0) for verdict in (*STRUCTURE, *BYTES))
    if failing or facts.bad_parts or facts.disputed or not facts.files:
        return "failed"
    if facts.parts and not facts.unread_parts:
        return "verified"
    return "registered"


def set_state(copies: Mapping[str, int], set_wide_failed: bool, before: str) -> str:
    """The state of the set from the number of its copies by state (docs/method.md §25)."""
    known = {state: count for state, count in copies.items() if count and state != "expired"}
    if not known:
        return "missing" if before != "registered" and copies.get("missing") else before
    if set(known) == {"missing"}:
        return "missing"
    if set_wide_failed:
        return "failed"
    if known.get("verified"):
        return "verified"
    if known.get("registered"):
        return "registered"
    return "failed" if known.get("failed") else before
