"""All wanted digests of the same bytes in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from blake3 import blake3

from backups.domain.verdicts import Expected


def _hashlib(name: str) -> Callable[..., Any]:
    plain: Callable[..., Any] = getattr(hashlib, name)

    def make(data: Any = b"") -> Any:
        return plain(data, usedforsecurity=False)

    return make


# Cheapest proof first: what is compared where none of the wanted ones is known.
ALGORITHMS: Mapping[str, Callable[..., Any]] = {
    "blake3": blake3,
    "sha256": hashlib.sha256,
    "sha1": _hashlib("sha1"),
    "sha512": hashlib.sha512,
    "sha384": hashlib.sha384,
    "sha224": hashlib.sha224,
    "md5": _hashlib("md5"),
}


def check_algorithms(names: Iterable[str]) -> None:
    """ValueError for one that is not there: a digest nobody makes must not look checked."""
    if unknown := sorted(set(names) - ALGORITHMS.keys()):
        raise ValueError(f"unknown digests: {', '.join(unknown)}")


def algorithms_for(expected: Expected, wanted: Sequence[str], pieces: bool) -> list[str]:
    """`wanted`, with one of the expected ones where none would be compared otherwise.

    Where every piece of a large file is known (`pieces`), its BLAKE3 over all would only say the
    same a second time, at the price of a second pass through the digest: it is left out.
    """
    names = [one for one in wanted if not (pieces and one == "blake3")]
    if pieces or not expected.digests or any(name in expected.digests for name in names):
        return names
    return names + [name for name in ALGORITHMS if name in expected.digests][:1]


class Digests:
    """Fed block by block; each block is dropped by the caller afterwards."""

    def __init__(self, names: Sequence[str]) -> None:
        self._made = {name: ALGORITHMS[name]() for name in names}
        self.updates = [one.update for one in self._made.values()]

    def hex(self) -> dict[str, str]:
        return {name: one.hexdigest() for name, one in self._made.items()}


def at_once(names: Sequence[str], data: memoryview) -> dict[str, str]:
    return {name: ALGORITHMS[name](data).hexdigest() for name in names}
