"""Pictures of incidents: grades as letters, spreads by dash and shape, a figure at each mark."""

from __future__ import annotations

from decimal import Decimal

from lib.chart_incidents import (
    MonthSpread,
    SystemShare,
    availability_chart,
    months_chart,
    spreads_chart,
)
from lib.charts import svg

MONTHS = ["2026-01", "2026-02"]


def test_months_are_stacked_from_the_worst_grade_up() -> None:
    spec = months_chart(
        {("2026-01", "I"): 2, ("2026-01", ""): 1},
        months=MONTHS, grades=["I", "II", ""],
        words={"month": "Month", "count": "Incidents", "grade": "Grade", "none": "not graded"},
    )  # fmt: skip
    values = spec["data"]["values"]
    assert [(one["grade"], one["count"], one["order"]) for one in values] == [
        ("not graded", 1, 2), ("I", 2, 0),
    ]  # fmt: skip
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0, 3]
    assert "not graded" in svg(spec)


def test_a_month_without_a_recovery_has_no_point() -> None:
    spec = spreads_chart(
        [MonthSpread("2026-01", 3, 1800, 7200), MonthSpread("2026-02", 0, None, None)],
        words={"month": "M", "time": "Hours", "median": "Median", "p90": "p90", "count": "n"},
        duration=lambda seconds: f"{seconds} s",
    )
    values = [(one["what"], one["hours"], one["n"]) for one in spec["data"]["values"]]
    assert values == [("Median", 0.5, 3), ("p90", 2.0, 3)]


def test_systems_stand_against_the_target() -> None:
    spec = availability_chart(
        [
            SystemShare("派单", Decimal("98.500"), is_met=False),
            SystemShare("CSM", Decimal("99.990"), is_met=True),
        ],
        target=Decimal("99.000"),
        words={"percent": "%", "target": "Target 99 %", "met": "Met", "missed": "Missed"},
    )
    assert [(one["label"], one["state"]) for one in spec["data"]["values"]] == [
        ("98.5 %", "Missed"), ("99.99 %", "Met"),
    ]  # fmt: skip
    assert "派单" in svg(spec)
