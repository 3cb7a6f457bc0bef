"""Calendar days from and to files: preview, wrong rows with reasons, all or nothing."""

from datetime import date

import pytest

from followup.models import CalendarDay
from followup.services.calendar_days import create_calendar_day, fill_year
from followup.services.calendar_file import (
    apply_file,
    export_header,
    export_rows,
    plan_of,
    read_file,
)
from lib.errors import GuardsUnmet, Refused
from lib.tables import write_csv, write_xlsx
from tests.factories import NOON

pytestmark = pytest.mark.django_db

FILE = """day,working,name
2026-10-01,no,National Day
2026/10/8,yes,
2026年10月10日,班,调休
"""


def apply(plan, by):
    return apply_file(plan.token, fingerprint=plan.fingerprint, by=by, at=NOON)


def days():
    return list(CalendarDay.objects.values_list("day", "is_working", "name", "source"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_previewed_then_applied(manager, encoding):
    plan = read_file(FILE.encode(encoding), "days.csv")
    assert (len(plan.new), len(plan.changed), plan.unchanged, plan.wrong) == (3, 0, 0, [])
    assert CalendarDay.objects.count() == 0
    apply(plan, manager)
    assert days() == [
        (date(2026, 10, 1), False, "National Day", "file"),
        (date(2026, 10, 8), True, "", "file"),
        (date(2026, 10, 10), True, "调休", "file"),
    ]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("2026-13-01,no,", "day", "2026-13-01"),
        ("2026-02-29,no,", "day", "2026-02-29"),
        ("01/02/2026,no,", "day", "01/02/2026"),
        ("1066-10-14,no,", "day", "1066-10-14"),
        (",no,Lost", "day", ""),
        ("2026-10-02,maybe,", "working", "maybe"),
        ("2026-10-02,,", "working", ""),
        ("2026-10-01,yes,Again", "day", "2026-10-01"),
        (f"2026-10-02,no,{'x' * 201}", "name", "x" * 100),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(line, column, value):
    plan = read_file((FILE + line + "\n").encode(), "days.csv")
    assert [(one.row, one.column, one.value) for one in plan.wrong] == [(5, column, value)]
    assert plan.wrong[0].reason
    assert len(plan.new) == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"name,working\nx,yes\n", "missing_column"),
        (b"day,name\n2026-10-01,x\n", "missing_column"),
        (b"PK\x03\x04 no workbook", "unreadable"),
        (b"day,working\n" + b"2026-10-01,yes\n" * 2001, "too_many_rows"),
    ],
)
def test_what_is_no_calendar_is_refused(content, code):
    with pytest.raises(Refused) as refusal:
        read_file(content, "days.csv")
    assert (refusal.value.problems[0].code, refusal.value.problems[0].field) == (code, "file")


def test_a_change_since_the_preview_is_noticed(manager):
    plan = read_file(FILE.encode(), "days.csv")
    create_calendar_day(day=date(2026, 10, 8), is_working=False, by=manager, at=NOON)
    with pytest.raises(GuardsUnmet) as refusal:
        apply(plan, manager)
    assert refusal.value.problems[0].code == "changed_meanwhile"
    again = plan_of(plan.token)
    assert [one.day for one in again.changed] == [date(2026, 10, 8)]
    apply(again, manager)
    assert CalendarDay.objects.get(day=date(2026, 10, 8)).version == 2


def test_rows_that_were_tampered_with_are_refused(manager):
    plan = read_file(FILE.encode(), "days.csv")
    with pytest.raises(GuardsUnmet) as refusal:
        apply_file(plan.token + "x", fingerprint=plan.fingerprint, by=manager, at=NOON)
    assert refusal.value.problems[0].code == "preview_over"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_read_again_without_a_change(manager, kind):
    fill_year(country="CN", year=2026, by=manager, at=NOON)
    rows = export_rows(CalendarDay.objects.all())
    if kind == "csv":
        content = b"".join(write_csv(export_header(), rows))
    else:
        content = write_xlsx(export_header(), rows, "Days")
    plan = read_file(content, f"days.{kind}")
    assert (plan.writes, plan.unchanged, plan.wrong) == (0, 39, [])
