"""Does a backup look like the work of ransomware? A score out of 100 (docs/method.md §27.6).

Encryption leaves files that no program knows any more: contents without order, the beginnings of
known types gone, new endings of names. Those weigh most; sizes and numbers of files, which move
for many reasons, only support them. Nothing is said before there are five backups to compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from statistics import median
from typing import Any

from backups.domain.plausibility import ENOUGH, UNUSUAL, score

LIMIT = 50
WEIGHTS: Mapping[str, int] = {"contents": 50, "endings": 30, "size": 10, "files": 10}
# Half of the files changed like that is the whole weight.
FULL_SHARE = 0.5
# What single files may do without meaning anything.
NOISE = 0.05
# Bits a byte: compressed or encrypted; text lies below 6, programs below 7.
RANDOM_BITS = 7.8
KNOWN_BEGINNINGS = (
    *(b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
    *(b"7z\xbc\xaf", b"Rar!", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    *(b"OggS", b"ID3", b"\x00\x00\x01\x00", b"PGDMP", b"SQLite format 3\x00", b"fLaC"),
    *(b"LZIP", b"\x04\x22\x4d\x18", b"\x1a\x45\xdf\xa3"),
)
ENCRYPTED_BEGINNINGS = (
    *(b"age-encryption.org", b"Salted__", b"-----BEGIN PGP", b"-----BEGIN AGE", b"\x85\x01"),
    *(b"\x85\x02", b"\x8c\x0d", b"LUKS\xba\xbe"),
)


@dataclass(frozen=True)
class Look:
    """What one backup looks like. `sampled` files were read at their beginning, `random` of them
    are without order and of no known type; `endings` counts the endings of all names."""

    size_bytes: int | None = None
    file_count: int | None = None
    sampled: int = 0
    random: int = 0
    endings: Mapping[str, int] = field(default_factory=dict)

    @property
    def random_share(self) -> float | None:
        return self.random / self.sampled if self.sampled else None

    def as_json(self) -> dict[str, Any]:
        return {"sampled": self.sampled, "random": self.random, "endings": dict(self.endings)}


@dataclass(frozen=True)
class Suspicion:
    """`parts` are the points of each sign; `samples` how many backups were compared."""

    score: int
    parts: Mapping[str, int]
    samples: int
    limit: int = LIMIT

    @property
    def suspicious(self) -> bool:
        return self.score >= self.limit

    def as_json(self) -> dict[str, Any]:
        return {
            "score": self.score,
            "limit": self.limit,
            "parts": dict(self.parts),
            "samples": self.samples,
        }


def suspicion(now: Look, before: Sequence[Look]) -> Suspicion | None:
    """Against the earlier backups of the policy, newest first; None with fewer than five."""
    if len(before) < ENOUGH:
        return None
    parts = {
        "contents": _contents(now, before),
        "endings": _endings(now, before),
        "size": _figure(now.size_bytes, [one.size_bytes for one in before], "size"),
        "files": _figure(now.file_count, [one.file_count for one in before], "files"),
    }
    return Suspicion(sum(parts.values()), parts, len(before))


def entropy(data: bytes) -> float:
    """Bits a byte, 0 to 8."""
    total = len(data)
    counts = Counter(data).values()
    return sum(-count / total * log2(count / total) for count in counts)


def is_random(data: bytes) -> bool:
    """Without order and of no type we know; a few bytes say nothing."""
    if len(data) < 512 or data.startswith((*KNOWN_BEGINNINGS, *ENCRYPTED_BEGINNINGS)):
        return False
    # A short piece of noise has fewer different bytes than a long one.
    return entropy(data) >= RANDOM_BITS - (64 / len(data)) * 4


def is_plain(data: bytes) -> bool:
    """Something that can be read without a key: of a known type, or with order in it. Beginnings
    of encrypted files of a known tool are not plain."""
    if data.startswith(ENCRYPTED_BEGINNINGS):
        return False
    if data.startswith(KNOWN_BEGINNINGS):
        return True
    return len(data) >= 512 and entropy(data) < RANDOM_BITS - (64 / len(data)) * 4


def _contents(now: Look, before: Sequence[Look]) -> int:
    """How many more of the files are noise than usual."""
    usual = [one.random_share for one in before if one.random_share is not None]
    if now.random_share is None or len(usual) < ENOUGH:
        return 0
    middle = median(usual)
    spread = 1.4826 * median(abs(one - middle) for one in usual)
    return _points("contents", now.random_share - middle - max(NOISE, UNUSUAL * spread))


def _endings(now: Look, before: Sequence[Look]) -> int:
    """The share of files with endings that no backup before had."""
    total = sum(now.endings.values())
    known = {ending for one in before for ending in one.endings}
    if not total or not known:
        return 0
    fresh = sum(count for name, count in now.endings.items() if name not in known)
    return _points("endings", fresh / total - NOISE)


def _figure(value: int | None, others: Sequence[int | None], part: str) -> int:
    known = [one for one in others if one]
    if value is None or len(known) < ENOUGH:
        return 0
    beyond = abs(score(max(value, 1), known)) - UNUSUAL
    return round(WEIGHTS[part] * min(1.0, max(0.0, beyond) / UNUSUAL))


def _points(part: str, share: float) -> int:
    return round(WEIGHTS[part] * min(1.0, max(0.0, share) / (FULL_SHARE - NOISE)))
