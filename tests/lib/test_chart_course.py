"""Planned against actual: a mark for each, and what never came says so."""

from __future__ import annotations

from lib.chart_course import MOST_ROWS, Step, course_spec

WORDS = {
    "time": "Time", "step": "Step", "planned": "Planned", "actual": "Delivered", "late": "Late",
    "never": "Skipped",
}  # fmt: skip


def spec(*steps: Step) -> dict:
    return course_spec(steps, words=WORDS, duration=lambda seconds: f"{seconds // 60} min")


def test_each_step_is_on_time_late_or_never_came():
    made = spec(Step("1 Alarm", 0, 60), Step("2 Call", 600, 661), Step("3 Fire", 900, None))
    rows = made["data"]["values"]
    assert [(one["kind"], one["actual_words"]) for one in rows] == [
        ("Delivered", "1 min"), ("Late", "11 min"), ("Skipped", "Skipped"),
    ]  # fmt: skip


def test_no_more_rows_than_can_be_read():
    made = spec(*(Step(str(place), place, place) for place in range(MOST_ROWS + 5)))
    assert len(made["data"]["values"]) == MOST_ROWS
