"""The spreadsheet: typed cells, both languages, text that is never computed."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import User
from reports.models import Report
from tests import factories
from tests.reports.builders import approved, built, draft

pytestmark = pytest.mark.django_db


def opened(report: Report) -> Any:
    assert report.state == "done", report.error
    return load_workbook(io.BytesIO(bytes(report.file.content)))


def table(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_it_has_five_sheets_in_either_language(manager: User) -> None:
    approved(factories.process("alpha"))
    english = opened(built(manager, format="xlsx"))
    chinese = opened(built(manager, format="xlsx", language="zh-hans"))
    assert english.sheetnames == [
        "Summary", "Processes", "Impact ratings", "Dependencies", "Approvals",
    ]  # fmt: skip
    ratings = table(chinese.worksheets[2])
    assert "财务损失" in ratings[0].values()


def test_durations_money_and_dates_are_what_they_are(manager: User) -> None:
    approved(factories.process("alpha", daily_volume=0), rpo_s=0)
    book = opened(built(manager, format="xlsx"))
    row = table(book["Processes"])[0]
    assert (row["MTD decided"], row["RTO decided"]) == (timedelta(hours=1), timedelta(minutes=30))
    assert row["WRT"] is None
    assert (row["Transactions a day"], row["MBCO, share"], row["Margin"]) == (0, 1, 0.5)
    rating = table(book["Impact ratings"])[0]
    assert (rating["After"], rating["Amount (CNY)"], rating["Score"]) == (
        timedelta(minutes=15), 10_000, 1,
    )  # fmt: skip
    approval = table(book["Approvals"])[0]
    assert approval["Approved"] == datetime(2026, 3, 2, 20, 0)
    assert len(approval["Snapshot, SHA-256"]) == 64


def test_a_duration_of_zero_is_a_value(manager: User) -> None:
    approved(factories.process("alpha"), rpo_s=0)
    sheet = opened(built(manager, format="xlsx"))["Processes"]
    column = next(cell.column for cell in sheet[1] if cell.value == "RPO decided")
    cell = sheet.cell(2, column)
    assert (cell.number_format, cell.data_type) == ("[h]:mm:ss", "d")
    assert cell.value is not None


def test_text_is_never_a_formula(manager: User) -> None:
    approved(factories.process("alpha", name='=HYPERLINK("http://x")'), rationale="+1\x0b")
    book = opened(built(manager, format="xlsx"))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cell = book["Processes"]["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_headers_stay_and_columns_filter(manager: User) -> None:
    approved(factories.process("alpha"))
    book = opened(built(manager, format="xlsx"))
    for name in ("Processes", "Impact ratings", "Dependencies", "Approvals"):
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref.startswith("A1:")


def test_the_summary_holds_the_figures_of_the_register(manager: User) -> None:
    volumes = {"rescue": 500, "booking": 2000, "reception": 3000, "repair": 3000,
               "parts": 5000, "settlement": 3000}  # fmt: skip
    for code, volume in volumes.items():
        factories.process(code, daily_volume=volume, critical=True)
    factories.process("follow-up", daily_volume=1000)
    factories.process("analytics", daily_volume=None)
    sheet = opened(built(manager, format="xlsx"))["Summary"]
    facts = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
    assert facts["Transactions a day"] == 17_500
    assert facts["Critical processes"] == 6
    assert facts["Critical transactions a day"] == 16_500
    assert round(facts["Critical share of the volume"], 6) == 0.942857
    assert facts["Processes without a volume"] == 1


def test_drafts_are_marked_and_processes_without_approval_listed(manager: User) -> None:
    draft(factories.process("alpha"))
    factories.process("beta")
    rows = table(opened(built(manager, format="xlsx", filters={"drafts": True}))["Processes"])
    assert [(row["Code"], row["State"]) for row in rows] == [
        ("alpha", "Draft – not approved"), ("beta", "No approved assessment"),
    ]  # fmt: skip
