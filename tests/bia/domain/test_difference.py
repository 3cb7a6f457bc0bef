"""Differences: 0, "" and nothing are three things."""

from __future__ import annotations

from bia.domain.difference import content_differences, register_differences


def test_zero_and_null_differ() -> None:
    before = {"assessment": {"rpo_s": None, "wrt_s": 0}, "ratings": [], "answers": {"staff": 0}}
    after = {"assessment": {"rpo_s": 0, "wrt_s": None}, "ratings": [], "answers": {}}
    rows = content_differences(before, after)
    found = [(one.key, one.before, one.after, one.kind) for one in rows]
    assert found == [
        (("rpo_s",), None, 0, "added"),
        (("wrt_s",), 0, None, "removed"),
        (("staff",), 0, None, "removed"),
    ]


def test_cells_are_compared_one_by_one() -> None:
    def content(score: str | None) -> dict[str, object]:
        row = {"category": "legal", "at_s": 900, "score": score, "amount": None, "text": ""}
        return {"assessment": {}, "answers": {}, "ratings": [row]}

    (one,) = content_differences(content(None), content("0"))
    assert (one.section, one.key, one.before["score"], one.after["score"]) == (
        "ratings",
        ("legal", 900),
        None,
        "0",
    )


def test_the_register_is_compared_edge_by_edge() -> None:
    edge = {"needs": "system:dispatch", "mode": "serial"}
    before = {"process": {"name": "A"}, "owner": "alice", "dependencies": [edge]}
    after = {"process": {"name": "A"}, "owner": None, "dependencies": [edge | {"mode": "parallel"}]}
    found = [(one.key, one.kind) for one in register_differences(before, after)]
    assert found == [
        (("owner",), "removed"),
        (("dependencies", "system:dispatch"), "changed"),
    ]
