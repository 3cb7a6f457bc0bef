"""Entering what stands on paper: what is kept, what is told, and who sees whose row first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from lib.errors import GuardsUnmet
from plans.models import Backfill, BackfillRow, FormSheet, PaperForm
from plans.services.backfill_import import paste_rows
from plans.services.backfill_rows import delete_row, enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def batch(ops: User) -> Backfill:
    return world.batch(ops)


def wrong_of(done: object) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.reason) for one in done.wrong]  # type: ignore[attr-defined]


def test_a_line_becomes_a_row_with_the_time_of_the_paper(ops: User, batch: Backfill) -> None:
    done = enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    assert (done.added, done.wrong) == (1, [])
    row = BackfillRow.objects.get()
    assert (row.values["plate"], row.values["time"], row.warnings) == ("京A12341", "14:30", {})
    assert row.at == world.BEGAN + timedelta(minutes=30)
    batch.refresh_from_db()
    assert batch.state == "entering"


def test_odd_handwriting_is_flagged_and_kept(ops: User, batch: Backfill) -> None:
    odd = line("CSM-000001", 1, plate="A-12", phone="138xxx", time="23:00")
    assert enter_rows(batch, [odd], by=ops, at=NOON).added == 1
    assert BackfillRow.objects.get().warnings == {
        "plate": "unusual_plate",
        "phone": "unusual_phone",
        "time": "unplaced_time",
    }


def test_impossible_times_are_row_errors_with_a_hint(ops: User, batch: Backfill) -> None:
    lines = [
        line("CSM-000001", 1, time="24:00"),
        line("CSM-000001", 2, time="25:61"),
        line("CSM-000001", 3),
    ]
    done = enter_rows(batch, lines, by=ops, at=NOON)
    there_is_none = "There is no such time of day."
    assert done.added == 1
    assert wrong_of(done) == [
        (1, "time", f"{there_is_none} Do you mean 00:00 of the next day?"),
        (2, "time", there_is_none),
    ]


def test_what_is_required_may_be_missing_where_it_is_illegible(ops: User, batch: Backfill) -> None:
    lines = [
        line("CSM-000001", 1, plate="", illegible=True),
        line("CSM-000001", 2, plate=""),
        line("CSM-000001", 3, plate="", time="", void=True),
    ]
    done = enter_rows(batch, lines, by=ops, at=NOON)
    assert (done.added, [one[:2] for one in wrong_of(done)]) == (2, [(2, "plate")])
    assert [row.warnings for row in BackfillRow.objects.order_by("row")] == [
        {"plate": "illegible"},
        {},
    ]


def test_rows_beyond_the_sheet_and_twice_in_one_go_are_told(ops: User, batch: Backfill) -> None:
    lines = [line("CSM-000001", 13, 1), line("CSM-000001", 2, 2), line("CSM-000001", 2, 3)]
    done = enter_rows(batch, lines, by=ops, at=NOON)
    assert done.added == 1
    assert wrong_of(done) == [
        (1, "row", "The sheet has rows 1 to 12."),
        (3, "row", "Stands twice: in line 2 too."),
    ]


def test_two_shops_enter_the_same_row_and_the_second_sees_the_first(
    ops: User, batch: Backfill
) -> None:
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    bob = factories.user("bob", "it_operations")
    south = world.batch(bob, store=world.store("south"), form=PaperForm.objects.get())
    done = enter_rows(south, [line("CSM-000001", 1)], by=bob, at=NOON)
    assert done.added == 0
    assert wrong_of(done) == [
        (
            1,
            "sheet",
            f"This sheet belongs to {batch.code} of Shop north. "
            "Row 1 was entered already by Ops at 2026-03-02 20:00.",
        )
    ]
    assert BackfillRow.objects.count() == 1


def test_a_second_entry_of_a_row_never_overwrites(ops: User, batch: Backfill) -> None:
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    bob = factories.user("bob", "it_operations")
    lines = [line("CSM-000001", 1, plate="京B00000"), line("CSM-000001", 1, 2)]
    done = enter_rows(batch, lines[:1], by=bob, at=NOON)
    assert wrong_of(done) == [(1, "row", "Row 1 was entered already by Ops at 2026-03-02 20:00.")]
    again = enter_rows(batch, lines[1:], by=bob, at=NOON)
    assert (again.added, again.unchanged, again.wrong) == (0, 1, [])


def test_an_editor_changes_the_row_they_read_and_no_newer_one(ops: User, batch: Backfill) -> None:
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    mended = line("CSM-000001", 1, plate="京B00000", version=1)
    assert enter_rows(batch, [mended], by=ops, at=NOON).changed == 1
    stale = line("CSM-000001", 1, plate="京C00000", version=1)
    assert len(enter_rows(batch, [stale], by=ops, at=NOON).wrong) == 1
    row = BackfillRow.objects.get()
    assert (row.values["plate"], row.version) == ("京B00000", 2)


def test_the_same_plate_within_a_quarter_of_an_hour_is_flagged(ops: User, batch: Backfill) -> None:
    lines = [
        line("CSM-000001", 1, plate="京A12345", time="14:30"),
        line("CSM-000001", 2, plate="京a·12345", time="14:45"),
        line("CSM-000001", 3, plate="京A12345", time="15:01"),
    ]
    enter_rows(batch, lines, by=ops, at=NOON)
    rows = {row.row: row for row in BackfillRow.objects.all()}
    assert {number: row.warnings for number, row in rows.items()} == {
        1: {"*": "twin"}, 2: {"*": "twin"}, 3: {},
    }  # fmt: skip
    delete_row(rows[1], read_version=None, by=ops, at=NOON)
    assert BackfillRow.objects.get(row=2).warnings == {}


def test_a_sheet_of_the_stock_is_taken_by_the_first_row_kept(ops: User, batch: Backfill) -> None:
    from plans.services.sheets import print_sheets

    print_sheets(batch.form, store=batch.store, quantity=2, language="en", by=ops, at=NOON)
    enter_rows(
        batch,
        [line("CSM-000003", 1), line("CSM-000004", 1, time="99:99")],
        by=ops,
        at=NOON,
    )
    states = dict(FormSheet.objects.values_list("serial", "state"))
    assert (states["CSM-000003"], states["CSM-000004"]) == ("issued", "stock")


def test_a_paste_finds_its_columns_and_fills_what_repeats(ops: User, batch: Backfill) -> None:
    text = (
        "Sheet\tNo.\t车牌号\tTime\tService adviser\tVoid\n"
        "CSM-000001\t1\t京A12345\t14:30\t李明\t\n"
        "\t\t京A12346\t14点40\t王芳\t\n"
        "\t\t\t\t\tx\n"
        "csm-000002\t\t京A12347\t1450\t李明\t\n"
    )
    done = paste_rows(batch, text, by=ops, at=NOON)
    assert (done.added, done.wrong) == (4, [])
    rows = BackfillRow.objects.order_by("sheet__serial", "row")
    assert [(row.sheet.serial, row.row, row.values.get("time", ""), row.void) for row in rows] == [
        ("CSM-000001", 1, "14:30", False),
        ("CSM-000001", 2, "14:40", False),
        ("CSM-000001", 3, "", True),
        ("CSM-000002", 1, "14:50", False),
    ]


def test_a_paste_without_headings_is_read_as_printed(ops: User, batch: Backfill) -> None:
    text = "CSM-000001\t1\t14:30\t京A12345\t张先生\t13812345678\t保养\t16:00\t李明"
    assert paste_rows(batch, text, by=ops, at=NOON).added == 1
    assert BackfillRow.objects.get().values["adviser"] == "李明"


def test_nobody_enters_into_a_batch_that_is_closed(ops: User, batch: Backfill) -> None:
    Backfill.objects.update(state="closed")
    with pytest.raises(GuardsUnmet):
        enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
