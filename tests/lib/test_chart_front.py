"""The front of cost and loss, and the loss over the length of an outage: specs and drawings."""

from typing import Any

from lib.chart_front import FrontMark, front_chart
from lib.chart_loss import loss_curve
from lib.charts import svg

LABELS = {
    "cost": "Cost", "loss": "Loss", "levels": "Levels", "point": "Least loss", "kind": "Choice",
    "chosen": "Chosen", "present": "As they are", "budget": "Budget 7",
}  # fmt: skip
MARKS = [FrontMark(5, 9, "point", "a 1"), FrontMark(8, 2, "point", "a 2")]
WHEN = {"time": "Hours", "loss": "Loss", "mtd": "MTD", "rto": "RTO"}


def front(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"marks": MARKS, "labels": LABELS}
    return front_chart(**plain | changes)


def test_only_the_kinds_that_are_there_stand_in_the_legend() -> None:
    def legend(spec: dict[str, Any]) -> Any:
        return spec["layer"][1]["encoding"]["color"]["scale"]["domain"]

    assert legend(front()) == ["Least loss"]
    chosen = FrontMark(8, 2, "chosen", "a 2")
    assert legend(front(marks=[*MARKS, chosen])) == ["Least loss", "Chosen"]


def test_the_line_runs_through_the_front_alone() -> None:
    present = FrontMark(6, 20, "present", "")
    rows = front(marks=[*MARKS, present])["layer"][0]["data"]["values"]
    assert [(row["cost"], row["loss"]) for row in rows] == [(5, 9), (8, 2)]


def test_the_budget_is_drawn_when_there_is_one() -> None:
    assert len(front()["layer"]) == 2
    assert "Budget 7" in svg(front(budget=7.0))


def test_a_loss_is_drawn_with_the_limits_within_it() -> None:
    points = [(0, 0.0), (3600, 5.0), (7200, 30.0)]
    drawn = svg(loss_curve(points=points, labels=WHEN, mtd_s=3600, rto_s=10_000))
    assert "MTD" in drawn
    assert "RTO" not in drawn
