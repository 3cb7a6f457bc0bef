from __future__ import annotations

import pytest

from backups.domain.quorum import Decision, decide


@pytest.mark.parametrize(
    ("found", "how", "expected"),
    [
        ({1: "a", 2: "b"}, {"declared": "b"}, Decision("b", "declared", (2,), (1,))),
        ({1: "a", 2: "a"}, {"declared": "b"}, Decision("b", "declared", (), (1, 2))),
        ({1: "a", 2: "b"}, {"recorded": "a"}, Decision(None, "none", (), (1, 2))),
        ({1: "a", 2: "b", 3: "b"}, {"recorded": "a"}, Decision("b", "majority", (2, 3), (1,))),
        (
            {1: "a", 2: "b", 3: "b"},
            {"recorded": "a", "confirmed": True},
            Decision("a", "earlier", (1,), (2, 3)),
        ),
        ({1: "a", 2: None}, {"recorded": "a"}, Decision("a", "majority", (1,), (2,))),
        ({1: "a", 2: "b", 3: "c"}, {}, Decision(None, "none", (), (1, 2, 3))),
        ({}, {}, Decision(None, "none")),
    ],
)
def test_the_declared_digest_decides_else_more_than_half(
    found: dict[int, str | None], how: dict[str, object], expected: Decision
) -> None:
    assert decide(found, **how) == expected  # type: ignore[arg-type]
