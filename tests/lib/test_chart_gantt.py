"""The picture of a schedule: the same spec on the page and in PDFs."""

from lib.chart_gantt import MOST_BARS, Bar, gantt
from lib.charts import svg

WORDS = {
    "time": "Time", "team": "Team", "start": "Start", "finish": "Finish", "required": "Required",
    "bound": "no order ends earlier",
}  # fmt: skip


def minutes(seconds: int) -> str:
    return f"{seconds // 60} min"


def drawn(*bars: Bar, **more: int) -> dict:
    return gantt(bars, words=WORDS, duration=minutes, **more)


def test_a_bar_says_who_what_and_when():
    spec = drawn(Bar("Network", 2, 0, 900, 300))
    assert spec["data"]["values"] == [
        {
            "row": "0", "name": "Network", "team": "2", "start": 0, "finish": 900, "middle": 450,
            "from": "0 min", "until": "15 min", "needed": "5 min", "required": 300,
        }
    ]  # fmt: skip


def test_requirements_outside_the_picture_are_told_but_not_drawn():
    early, late, none = drawn(
        Bar("a", 1, 0, 60, -60), Bar("b", 1, 60, 120, 9_999), Bar("c", 1, 120, 180)
    )["data"]["values"]
    assert "required" not in {**early, **late, **none}
    assert (early["needed"], late["needed"], none["needed"]) == ("-1 min", "166 min", "–")


def test_equal_names_get_a_row_each():
    spec = drawn(Bar("Web", 1, 0, 60), Bar("Web", 2, 0, 60))
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == ["0", "1"]


def test_long_schedules_are_cut_and_the_axis_stays_readable():
    spec = drawn(*(Bar(f"n{at}", at % 20 + 1, at * 3600, at * 3600 + 3600) for at in range(200)))
    assert len(spec["data"]["values"]) == MOST_BARS
    assert len(spec["layer"][0]["encoding"]["x"]["axis"]["values"]) <= 8


def test_nothing_and_a_century_are_drawn():
    assert drawn()["data"]["values"] == []
    spec = drawn(Bar("slow", 1, 0, 10**12))
    assert len(spec["layer"][0]["encoding"]["x"]["axis"]["values"]) <= 8


def test_it_draws_as_svg():
    picture = svg(drawn(Bar("网络", 1, 0, 900, 300), Bar("Quote \"'", 2, 0, 600), bound_s=800))
    assert picture.startswith("<svg")
    assert "网络" in picture
    assert "no order ends earlier" in picture
