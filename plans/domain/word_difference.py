"""What was written anew in a text, word by word; Chinese sign by sign.

First line by line, then the words of the lines that changed: a long text with one changed line
costs no more than that line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]

# A word with what belongs to it, a run of space, or one sign (a Chinese character, a comma).
WORDS = re.compile(r"[A-Za-z0-9À-ɏ_]+|\s+|.", re.DOTALL)
# Beyond so many pairs of words lines are shown whole: comparing them would take seconds.
MOST_PAIRS = 1_000_000


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def text_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Removed and added runs between those that stayed, in reading order.

    Without the added ones the texts join to `before`, without the removed ones to `after`.
    """
    if before == after:
        return (Piece("same", after),) if after else ()
    return tuple(_joined(_lines(before.splitlines(True), after.splitlines(True))))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal":
            yield Piece("same", new)
        else:
            yield from _words(old, new)


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        yield Piece("removed", before)
        yield Piece("added", after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[c:d]))
            continue
        yield Piece("removed", "".join(old[a:b]))
        yield Piece("added", "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; a lone space between two changes joins them."""
    removed = added = ""
    for piece in pieces:
        if not piece.text:
            continue
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif (removed or added) and piece.text == " ":
            removed, added = removed + " ", added + " "
        else:
            yield from _both(removed, added)
            removed = added = ""
            yield piece
    yield from _both(removed, added)


def _both(removed: str, added: str) -> Iterator[Piece]:
    """What both end with stayed: the space that joined them had nothing behind it."""
    tail = " " if removed.endswith(" ") and added.endswith(" ") else ""
    if tail:
        removed, added = removed[:-1], added[:-1]
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)
    if tail:
        yield Piece("same", tail)
