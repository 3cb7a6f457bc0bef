"""Which copy of a damaged file is right (docs/method.md §26).

A digest that came with the backup decides. Where none did, what was recorded at the first reading
is one voice among those of the copies: more than half of them must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """`digest` None: nobody can say. `by`: declared, majority, earlier (it had been good here
    before), none. `right` are the copies that hold it, sorted."""

    digest: str | None
    by: str
    right: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()

    @property
    def agreeing(self) -> int:
        return len(self.right)


def decide(
    found: Mapping[int, str | None],
    *,
    declared: str = "",
    recorded: str = "",
    confirmed: bool = False,
) -> Decision:
    """`found`: the digest each copy holds (None: it has none, or it could not be read).

    `recorded` is that of the first reading; `confirmed` when more than one copy has held it
    before, or the same copy in an earlier round: then it stands against a later change.
    """
    if declared:
        return _given(declared, "declared", found)
    if recorded and confirmed:
        return _given(recorded, "earlier", found)
    held = Counter(digest for digest in found.values() if digest)
    if held:
        (digest, count), *_rest = held.most_common()
        if count * 2 > held.total():
            return _given(digest, "majority", found)
    return Decision(None, "none", (), tuple(sorted(found)))


def _given(digest: str, by: str, found: Mapping[int, str | None]) -> Decision:
    right = tuple(sorted(copy for copy, held in found.items() if held == digest))
    wrong = tuple(sorted(copy for copy, held in found.items() if held != digest))
    return Decision(digest, by, right, wrong)
