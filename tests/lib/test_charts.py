"""The impact curve's specification, and its drawing."""

from typing import Any

import pytest

from lib.charts import impact_curve, position, svg

BANDS = [(0, "0"), (3600, "1 h"), (14_400, "4 h")]
LABELS = {
    "time": "时间", "score": "影响", "category": "类别", "threshold": "不可容忍",
    "mtd": "MTD 4 h", "rto": "RTO 1 h",
}  # fmt: skip


def curve(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "bands": BANDS, "scores": {"财务": [0, 2, None]}, "threshold": 3, "mtd_s": 14_400,
        "rto_s": 3600, "labels": LABELS,
    }  # fmt: skip
    return impact_curve(**plain | changes)


@pytest.mark.parametrize(
    ("moment_s", "place"), [(0, 0.0), (1800, 0.5), (3600, 1.0), (9000, 1.5), (99_999, 2.0)]
)
def test_moment_lies_proportionally_between_its_bands(moment_s: int, place: float) -> None:
    assert position(moment_s, BANDS) == place


def test_band_that_is_not_rated_draws_no_point() -> None:
    rows = [
        layer["data"]["values"] for layer in curve()["layer"] if layer["mark"]["type"] == "line"
    ]
    assert [(row["band"], row["score"]) for row in rows[0]] == [("0", 0.0), ("1 h", 2.0)]


def test_what_is_not_set_is_not_drawn() -> None:
    kinds = [
        layer["mark"]["type"] for layer in curve(mtd_s=None, rto_s=None, threshold=None)["layer"]
    ]
    assert kinds == ["line"]


@pytest.mark.slow
def test_drawing_carries_its_words_in_chinese() -> None:
    drawn = svg(curve())
    assert drawn.startswith("<svg")
    assert all(word in drawn for word in ("财务", "影响", "MTD 4 h", "不可容忍"))
    assert svg(curve()) == drawn
