"""Scripts in and out of spreadsheets (DRL-9, E49)."""

from __future__ import annotations

import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from drills.exporting.msel_sheet import msel_csv, msel_xlsx
from drills.models import Drill, Expectation, Inject
from drills.msel_columns import column_of
from drills.services.msel_import import apply_upload, keep_upload, set_mapping, summary_of
from drills.services.scripting import copy_script, script_of
from lib.errors import GuardsUnmet, Refused
from lib.tables import write_csv
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db
NOW = clock("09:00", day=1)
HEADER = ["No.", "Time", "Title", "To", "Expected action", "Within", "Channel"]


@pytest.fixture
def call() -> dict[str, Any]:
    return {"by": the("mia"), "at": NOW}


@pytest.fixture
def drill(call: Any) -> Drill:
    return world.planned_drill()


def sheet(*rows: list[str], header: list[str] = HEADER) -> bytes:
    return b"".join(write_csv(header, rows))


def upload(drill: Drill, content: bytes, call: Any, **more: Any) -> Any:
    return keep_upload(drill, content=content, filename="msel.csv", **call, **more)


def wrong(drill: Drill, kept: Any) -> list[tuple[int, str, str]]:
    rows = summary_of(script_of(drill), kept).wrong
    return [(one.row, one.column, one.reason) for one in rows]


def test_clock_times_count_from_the_start_in_the_zone_given(drill: Drill, call: Any) -> None:
    content = sheet(
        ["1", "10:15", "Alarm", "commander", "Calls the team", "5 min", "phone"],
        ["", "", "", "", "Tells the board", "10 min", ""],
        ["2", "D+1 08:00", "Day two", "", "", "", ""],
    )
    start = clock("10:00").astimezone(ZoneInfo("Asia/Shanghai"))
    kept = upload(drill, content, call, start=start, zone="Asia/Shanghai")
    summary = summary_of(script_of(drill), kept)
    assert (summary.counts["new"], summary.wrong) == (2, [])
    apply_upload(drill, kept, fingerprint=summary.fingerprint, **call)
    rows = {one.key: one for one in Inject.objects.filter(script__drill=drill)}
    assert {key: one.offset_s for key, one in rows.items()} == {"1": 900, "2": 79_200}
    assert (rows["1"].to_roles, rows["1"].channel) == (["commander"], "phone")
    expected = Expectation.objects.filter(inject=rows["1"])
    assert [(one.key, one.text_en, one.due_after_s) for one in expected] == [
        ("1.1", "Calls the team", 300), ("1.2", "Tells the board", 600),
    ]  # fmt: skip


def test_errors_stand_at_their_rows_and_nothing_is_half_imported(drill: Drill, call: Any) -> None:
    content = sheet(
        ["1", "10:15", "Right", "", "", "", ""],
        ["2", "25:61", "Wrong hours", "", "", "", ""],
        ["3", "24:00", "Midnight", "", "", "", ""],
        ["1", "10:20", "Twice", "", "", "", ""],
        ["5", "", "No time", "", "", "", ""],
        ["6", "10:30", "", "nobody-known", "", "", "pigeon"],
    )
    start = clock("10:00").astimezone(ZoneInfo("Asia/Shanghai"))
    kept = upload(drill, content, call, start=start, zone="Asia/Shanghai")
    assert {(row, column) for row, column, _reason in wrong(drill, kept)} == {
        (3, "Time"), (4, "Time"), (5, "No."), (6, "After the start"), (7, "Title"), (7, "To"),
        (7, "Channel"),
    }  # fmt: skip
    summary = summary_of(script_of(drill), kept)
    with pytest.raises(GuardsUnmet):
        apply_upload(drill, kept, fingerprint=summary.fingerprint, **call)
    assert Inject.objects.filter(script__drill=drill).count() == 0


def test_clock_times_without_a_zone_are_errors_of_their_rows(drill: Drill, call: Any) -> None:
    content = sheet(["1", "10:15", "Alarm", "", "", "", ""], ["2", "10:30+08:00", "B", *[""] * 4])
    kept = upload(drill, content, call, start=clock("10:00"))
    assert [(row, column) for row, column, _reason in wrong(drill, kept)] == [(2, "Time")]
    assert "zone" in wrong(drill, kept)[0][2]
    set_mapping(kept, kept.mapping | {"zone": "Asia/Shanghai"})
    assert wrong(drill, kept) == []
    set_mapping(kept, kept.mapping | {"start": ""})
    assert [row for row, _column, _reason in wrong(drill, kept)] == [2, 3]


def test_what_was_exported_comes_back_unchanged(drill: Drill, call: Any) -> None:
    world.fill(script_of(drill))
    rows = Inject.objects.filter(script__drill=drill)
    rows.filter(key="2").update(body_en="=1+1", controller=world.person("cora"))
    rows.get(key="2").to_people.add(world.person("carl"), world.person("iris"))
    for name, content in (("a.xlsx", msel_xlsx(drill)), ("a.csv", b"".join(msel_csv(drill)))):
        kept = keep_upload(drill, content=content, filename=name, **call)
        summary = summary_of(script_of(drill), kept)
        assert (summary.counts["unchanged"], summary.wrong) == (4, [])


def test_nothing_a_spreadsheet_would_run_leaves(drill: Drill) -> None:
    script = script_of(drill)
    Inject.objects.create(script=script, key="1", title_en="=HYPERLINK(1)", body_en="@SUM(1)")
    cells = [
        cell.value
        for row in load_workbook(io.BytesIO(msel_xlsx(drill))).active.iter_rows()  # type: ignore[union-attr]
        for cell in row
    ]
    assert "'=HYPERLINK(1)" in cells
    assert "'@SUM(1)" in cells
    assert not [one for one in cells if isinstance(one, str) and one.startswith(("=", "@", "+"))]


def test_times_of_a_workbook(drill: Drill, call: Any) -> None:
    import datetime as dt

    book = Workbook()
    rows = book.active
    assert rows is not None
    rows.append(["No.", "Clock time", "After the start", "标题"])
    rows.append([1, dt.datetime(2026, 3, 2, 10, 15), None, "告警"])
    rows.append([2, dt.time(10, 30), None, "升级"])
    rows.append([3, None, dt.time(0, 45), "恢复"])
    stream = io.BytesIO()
    book.save(stream)
    kept = keep_upload(
        drill, content=stream.getvalue(), filename="m.xlsx", **call,
        start=clock("10:00").astimezone(ZoneInfo("Asia/Shanghai")), zone="Asia/Shanghai",
    )  # fmt: skip
    summary = summary_of(script_of(drill), kept)
    assert [one.values["offset_s"] for one in summary.rows] == [900, 1800, 2700]
    assert summary.wrong == []


def test_a_changed_file_changes_only_what_differs(drill: Drill, call: Any) -> None:
    world.fill(script_of(drill))
    header = ["No.", "Title (English)", "Condition"]
    content = sheet(
        ["2", "Queue grows fast", ""], ["3", "Customers call", "1.1 unmet"], header=header
    )
    kept = upload(drill, content, call)
    summary = summary_of(script_of(drill), kept)
    assert [(one.kind, sorted(one.before)) for one in summary.rows] == [
        ("changed", ["title_en"]), ("changed", ["condition"]),
    ]  # fmt: skip
    apply_upload(drill, kept, fingerprint=summary.fingerprint, **call)
    assert Inject.objects.filter(script__drill=drill).count() == 4
    with pytest.raises(GuardsUnmet):
        apply_upload(drill, kept, fingerprint=summary.fingerprint, **call)


def test_replacing_names_what_goes_and_what_would_break(drill: Drill, call: Any) -> None:
    world.fill(script_of(drill))
    header = ["No.", "Condition"]
    kept = upload(drill, sheet(["4", "1.1 met"], header=header), call, replace=True)
    summary = summary_of(script_of(drill), kept)
    assert sorted(one.key for one in summary.removed) == ["1", "2", "3"]
    assert [one.reason for one in summary.wrong] == ["There is no expectation 1.1."]


def test_the_script_changed_since_the_preview(drill: Drill, call: Any) -> None:
    world.fill(script_of(drill))
    kept = upload(drill, sheet(["2", "New title"], header=["No.", "Title"]), call)
    summary = summary_of(script_of(drill), kept)
    Inject.objects.filter(script__drill=drill, key="2").update(version=2)
    with pytest.raises(GuardsUnmet):
        apply_upload(drill, kept, fingerprint=summary.fingerprint, **call)


def test_what_is_no_script(drill: Drill, call: Any) -> None:
    for name, content in (("a.xlsm", b"PK"), ("a.pdf", b"%PDF"), ("a.csv", b"")):
        with pytest.raises(Refused):
            keep_upload(drill, content=content, filename=name, **call)


@pytest.mark.slow
def test_a_thousand_injects(drill: Drill, call: Any, django_assert_max_num_queries: Any) -> None:
    rows = [
        [str(n), f"{n} min", f"Inject {n}", "", "Reacts", "5 min", "verbal"]
        for n in range(1, 1001)
    ]  # fmt: skip
    header = ["No.", "Offset", *HEADER[2:]]
    kept = upload(drill, sheet(*rows, header=header), call)
    fingerprint = summary_of(script_of(drill), kept).fingerprint
    with django_assert_max_num_queries(60):
        apply_upload(drill, kept, fingerprint=fingerprint, **call)
    assert Inject.objects.filter(script__drill=drill).count() == 1000
    other = world.planned_drill()
    copy_script(drill, other, replace=True, **call)
    assert Expectation.objects.filter(script=script_of(other)).count() == 1000


@pytest.mark.parametrize("header", ["评估标准", "通过标准", "Criterion"])
def test_the_criterion_of_an_expectation_is_found_by_what_sheets_call_it(header: str) -> None:
    assert column_of(header) == "criterion"
