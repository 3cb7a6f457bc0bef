"""Faults put into a clone on purpose, and what the verifier must call each (docs/method.md §30.4).

A proof of detection is worth something only if it also stays silent where nothing is wrong: the
untouched clone is the first case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from backups.domain.verdicts import PASSING

Fault = Literal[
    "none",
    "flip",  # one bit, the time of the file put back
    "flip_new_mtime",
    "truncate",
    "grow",
    "delete",
    "add",
    "swap",
    "link",  # a link to the same bytes
    "stale",  # the restore point is older than it may be
]
FAULTS: tuple[Fault, ...] = (
    *("none", "flip", "flip_new_mtime", "truncate", "grow"),
    *("delete", "add", "swap", "link", "stale"),
)
QUIET = "ok"
# One file of the clone and what is added to it.
ADDED = "zz-not-of-this-backup"
FEWEST_FILES = 2


@dataclass(frozen=True)
class File:
    path: str
    size: int


@dataclass(frozen=True)
class Case:
    """`expected` and `found`: the verdicts that do not pass, by path; freshness under ""."""

    fault: Fault
    expected: Mapping[str, str]
    found: Mapping[str, str]
    seconds: float

    @property
    def is_detected(self) -> bool:
        """Exactly these files, each by its right name, and nothing else."""
        return dict(self.expected) == dict(self.found)

    def as_json(self) -> dict[str, object]:
        return {
            "fault": self.fault,
            "expected": words(self.expected),
            "found": words(self.found),
            "seconds": round(self.seconds, 3),
        }


def expectation(fault: Fault, files: Sequence[File]) -> dict[str, str]:
    """What must be found in a clone of `files`; the fault is in the largest one.

    Raises ValueError with fewer than two files: there is nothing to swap.
    """
    if len(files) < FEWEST_FILES:
        raise ValueError("two files at least")
    victim, other = victims(files)
    match fault:
        case "none":
            return {}
        case "flip":
            return {victim.path: "corrupt"}
        case "flip_new_mtime":
            return {victim.path: "rewritten"}
        case "truncate":
            return {victim.path: "truncated"}
        case "grow":
            return {victim.path: "grown"}
        case "delete":
            return {victim.path: "missing"}
        case "add":
            return {ADDED: "extra"}
        case "link":
            return {victim.path: "not_a_file"}
        case "stale":
            return {"": "missed"}
        case "swap":
            return _swapped(victim, other)


def victims(files: Sequence[File]) -> tuple[File, File]:
    """The largest file and the next one, by name where they are equally large."""
    first, second = sorted(files, key=lambda one: (-one.size, one.path))[:2]
    return first, second


def failing(verdicts: Mapping[str, str]) -> dict[str, str]:
    """Without those that are as they should be."""
    return {path: verdict for path, verdict in verdicts.items() if verdict not in PASSING}


def words(verdicts: Mapping[str, str]) -> str:
    return "+".join(sorted(verdicts.values())) or QUIET


def _swapped(larger: File, smaller: File) -> dict[str, str]:
    """Equal sizes leave only the digest: the times of the two files differ by a second."""
    if larger.size == smaller.size:
        return {larger.path: "rewritten", smaller.path: "rewritten"}
    return {larger.path: "truncated", smaller.path: "grown"}
