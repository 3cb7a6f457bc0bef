"""The gap analysis as files: tagged PDF with embedded fonts, workbook with typed cells."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from reports.document import pdf as printing
from reports.models import Report
from reports.services import queue
from reports.services.building import build
from tests.factories import NOON
from tests.reports.builders import asked, built, pdf, text_of
from tests.reports.rescue import rescue
from tests.reports.test_bia_pdf import below, fonts_of, shown_glyphs

pytestmark = pytest.mark.django_db


def made(by: User, **wishes: Any) -> Report:
    report = built(by, at=timezone.now(), kind="gaps", **wishes)
    assert report.state == "done", report.error
    return report


def opened(report: Report) -> Any:
    return load_workbook(io.BytesIO(bytes(report.file.content)))


def table(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh-hans"])
def test_the_pdf_is_tagged_embedded_and_numbered(manager: User, language: str) -> None:
    rescue()
    report = made(manager, language=language)
    reader = pdf(report)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert b"pdfuaid" in root["/Metadata"].get_data()
    for name, program in fonts_of(reader):
        assert name[7] == "+", f"{name} is no subset"
        assert program is not None, f"{name} is not embedded"
    assert "0000" not in shown_glyphs(reader)
    elements = list(below(root["/StructTreeRoot"]["/K"][0]))
    figures = [one for one in elements if one["/S"] == "/Figure"]
    assert len(figures) >= 3
    assert all(len(one["/Alt"]) > 20 for one in figures)
    ids = [one["/ID"] for one in elements if "/ID" in one]
    assert len(ids) == len(set(ids)) > 10
    text = text_of(report)
    assert "道路救援" in text
    if language == "en":
        assert f"Page 2 of {len(reader.pages)}" in text.replace("\n", " ")


@pytest.mark.slow
def test_contents_and_bookmarks_lead_to_the_chapters(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "ROWS_A_PART", 1)  # every row in a part of its own
    rescue()
    reader = pdf(made(manager))
    places = reader.named_destinations
    titles = {"summary": "Summary", "map": "Dependency map", "points": "Single points of failure"}
    for anchor, title in titles.items():
        page = reader.get_destination_page_number(places[anchor])
        assert title in reader.pages[page].extract_text()
    tops = [one.title for one in reader.outline if not isinstance(one, list)]
    assert tops[:4] == ["Gap and dependency analysis", "Contents", "Summary", "Dependency map"]


@pytest.mark.slow
def test_markup_in_names_is_only_text(manager: User) -> None:
    process = rescue()
    process.name = '<img src="file:///etc/passwd">&amp;'
    process.save()
    assert "file:///etc/passwd" in text_of(made(manager))


@pytest.mark.slow
def test_an_owners_file_names_no_process_of_others(alice: User, manager: User) -> None:
    rescue()
    assert "Secret booking" not in text_of(made(alice))
    book = opened(made(alice, format="xlsx"))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert not any("booking" in cell.lower() for cell in cells)


def test_cells_have_the_types_of_what_they_hold(manager: User) -> None:
    rescue()
    book = opened(made(manager, format="xlsx"))
    assert book.sheetnames[:3] == ["Summary", "By state", "Gaps"]
    rows = {row["Code"]: row for row in table(book["Gaps"])}
    assert rows["database"]["Capability"] == timedelta(minutes=30)
    assert rows["database"]["Back after"] == timedelta(minutes=30)
    assert (rows["database"]["Required (min)"], rows["booking"]["Gap (min)"]) == (5, -90)
    assert rows["rescue"]["Critical"] is True
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"


def test_text_is_never_a_formula(manager: User) -> None:
    rescue()
    book = opened(made(manager, format="xlsx"))
    every = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in every)
    guarded = [cell for cell in every if cell.value == "=Dispatch"]
    assert guarded
    assert all(cell.quotePrefix for cell in guarded)


@pytest.mark.slow
def test_an_empty_register_makes_both_files(manager: User) -> None:
    assert "No process matches" in text_of(made(manager))
    assert opened(made(manager, format="xlsx")).sheetnames[0] == "Summary"


@pytest.mark.slow
def test_a_successor_prints_what_its_predecessor_read(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = rescue()
    report = asked(manager, kind="gaps", at=NOON)
    real, seen = printing.part, []

    def killed_at_the_second(document: Any, piece: Any, number: int) -> Any:
        if number == 2 and not seen:
            seen.append(number)
            raise KeyboardInterrupt  # as if the process were gone
        return real(document, piece, number)

    monkeypatch.setattr(printing, "part", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        build(queue.claim(at=NOON), clock=lambda: NOON)
    process.name = "Renamed meanwhile"
    process.save()
    later = NOON + queue.LEASE * 2
    build(queue.claim(at=later), clock=lambda: later)
    report.refresh_from_db()
    text = text_of(report)
    assert ("Road rescue" in text, "Renamed meanwhile" in text) == (True, False)
