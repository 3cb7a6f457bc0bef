"""The picture of a plan's tasks with the lines they must not cross."""

from __future__ import annotations

from typing import Any

from lib.chart_plan import PlanBar, PlanLine, plan_gantt

WORDS = {
    name: name
    for name in (
        *("time", "kind", "role", "start", "finish", "slack"),
        *("lead", "critical", "counted", "uncounted"),
    )
}
BARS = [
    PlanBar("Notify", "lead", 0, 300),
    PlanBar("1 Call", "critical", 300, 600),
    PlanBar("2 Tell", "counted", 300, 400, slack_s=200),
    PlanBar("3 Log", "uncounted", 600, 90_000),
]


def drawn(*lines: PlanLine) -> Any:
    return plan_gantt(BARS, lines, words=WORDS, duration=lambda seconds: f"{seconds} s")


def end_of(spec: Any) -> int:
    found: int = spec["layer"][1]["encoding"]["x"]["scale"]["domain"][1]
    return found


def labels(spec: Any) -> list[str]:
    return [one["data"]["values"][0]["label"] for one in spec["layer"][2:]]


def test_a_line_far_away_is_left_out_and_a_near_one_is_not() -> None:
    spec = drawn(PlanLine(900, "RTO"), PlanLine(7200, "MTD", is_limit=True))

    assert (labels(spec), end_of(spec)) == (["RTO"], 900)


def test_the_nearest_line_is_always_shown() -> None:
    assert labels(drawn(PlanLine(7200, "RTO"))) == ["RTO"]


def test_what_does_not_count_presses_nothing_together() -> None:
    rows = drawn()["data"]["values"]

    assert [row["finish"] for row in rows] == [300, 600, 400, 600]
    assert [row["dashed"] for row in rows] == [False, False, False, True]


def test_a_sign_says_what_the_colour_says() -> None:
    axis = drawn()["layer"][1]["encoding"]["y"]["axis"]["labelExpr"]

    assert axis.startswith('["Notify", "◆ 1 Call", "2 Tell", "3 Log"]')
