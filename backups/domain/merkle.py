"""One hash over many lines, so that a slice's ledger row stands for every file in it.

The tree of RFC 6962 §2.1 (and RFC 9162): SHA-256, a leaf is H(0x00 ‖ line), a node
H(0x01 ‖ left ‖ right), the left side of a split the largest power of two below the count. The two
prefixes keep a node from being passed off as a leaf. Streaming: memory grows with log n.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def merkle_root(lines: Iterable[str | bytes]) -> str:
    """Hex root over the lines in their order; text is taken as UTF-8."""
    tree = MerkleTree()
    for line in lines:
        tree.add(line)
    return tree.root()


class MerkleTree:
    """The same, fed line by line."""

    def __init__(self) -> None:
        self.count = 0
        self._whole: list[tuple[int, bytes]] = []  # complete subtrees: (height, hash)

    def add(self, line: str | bytes) -> None:
        raw = line.encode() if isinstance(line, str) else line
        height, node = 0, hashlib.sha256(b"\0" + raw).digest()
        while self._whole and self._whole[-1][0] == height:
            node = _joined(self._whole.pop()[1], node)
            height += 1
        self._whole.append((height, node))
        self.count += 1

    def state(self) -> list[list[Any]]:
        """What `from_state` goes on from: plain JSON of log n entries."""
        return [[self.count], *([height, node.hex()] for height, node in self._whole)]

    @classmethod
    def from_state(cls, state: list[list[Any]]) -> MerkleTree:
        tree = cls()
        if state:
            tree.count = state[0][0]
            tree._whole = [(height, bytes.fromhex(node)) for height, node in state[1:]]
        return tree

    def root(self) -> str:
        if not self._whole:
            return EMPTY_ROOT
        node = self._whole[-1][1]
        for _height, left in reversed(self._whole[:-1]):
            node = _joined(left, node)
        return node.hex()


def read_line(path: str, size: int, digest: str, verdict: str, read_at: str) -> str:
    """The line of one verified object: what an evidence bundle's offline verifier hashes again.

    `digest` is "algorithm:hex", `read_at` ISO 8601. Tabs cannot occur in the parts: a path is
    escaped text.
    """
    return "\t".join((path, str(size), digest, verdict, read_at))


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
