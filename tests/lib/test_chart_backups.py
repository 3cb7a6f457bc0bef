"""The pictures of backups: runs by day, phases of a restore, free space."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lib.chart_phases import Phase, phases_chart
from lib.chart_runs import COLOURS, Mark, runs_chart
from lib.chart_space import space_chart
from lib.charts import svg

DAY = timedelta(days=1)


def seconds(value: int) -> str:
    return f"{value} s"


def test_runs_carry_a_letter_beside_their_colour() -> None:
    first = date(2026, 2, 28)
    marks = [Mark("orders", first, "✓", "ok", "Verified"),
             Mark("portal", first + DAY, "F", "danger", "Failed")]  # fmt: skip
    spec = runs_chart(
        marks, rows=["orders", "portal"], days=[first, first + DAY],
        words={"day": "Day", "state": "State", "policy": "Policy"},
    )  # fmt: skip
    assert [(row["row"], row["letter"], row["tone"]) for row in spec["data"]["values"]] == [
        ("0", "✓", "ok"), ("1", "F", "danger"),
    ]  # fmt: skip
    assert "02-28" in spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert "03-01" in spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    drawn = svg(spec)
    assert COLOURS["danger"] in drawn
    assert ">F<" in drawn


def test_phases_follow_each_other_and_the_limit_is_named() -> None:
    spec = phases_chart(
        [Phase("Fetch", 10.0), Phase("Restore", 50.0)], limit_s=30, duration=seconds,
        words={"time": "Time", "phase": "Phase", "took": "Took", "limit": "RTO"},
    )  # fmt: skip
    assert [(row["start"], row["end"], row["took"]) for row in spec["data"]["values"]] == [
        (0.0, 10.0, "10 s"), (10.0, 60.0, "50 s"),
    ]  # fmt: skip
    assert "RTO 30 s" in svg(spec)


def test_without_a_limit_no_line_is_drawn() -> None:
    words = {"time": "Time", "phase": "Phase", "took": "Took", "limit": "RTO"}
    spec = phases_chart([Phase("Fetch", 0.0)], words=words, duration=seconds)
    assert len(spec["layer"]) == 2


def test_free_space_is_a_share_of_the_whole() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    spec = space_chart(
        [(at, 50, 200), (at + DAY, 0, 0)], least_percent=10,
        words={"time": "Time", "free": "Free (%)", "least": "at least 10 %"},
    )  # fmt: skip
    assert [row["share"] for row in spec["layer"][0]["data"]["values"]] == [25.0, 0]
    assert "at least 10 %" in svg(spec)
