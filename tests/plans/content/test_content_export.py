"""A version as a Word document, and its tasks as a workbook."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from accounts.models import User
from plans.exporting.docx import version_as_docx
from plans.exporting.task_sheet import task_sheet
from plans.importing.docx_sections import read_docx
from plans.models import PlanVersion, Section
from plans.services.content import add_part
from tests import factories
from tests.factories import NOON
from tests.plans.content.drafts import draft, role, task

BODY = (
    "First **bold** [web](https://example.com)\n\n- one\n- two\n\n"
    "| a | b |\n| --- | --- |\n| 1 | 2 |"
)


@pytest.fixture
def version(alice: User) -> PlanVersion:
    version = draft(alice, name_zh="救援")
    fields = {"title_en": "Purpose", "title_zh": "目的", "body_en": BODY, "body_zh": "业务不中断"}
    add_part(version, Section, by=alice, at=NOON, **fields)
    task(version, title_zh="通知", role=role(), duration_s=300)
    return version


def text_of(content: bytes) -> str:
    made = Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_text_comes_back_as_it_went(version: PlanVersion):
    sections = {one.title: one.body for one in read_docx(version_as_docx(version, "en"), "a.docx")}
    assert sections["Purpose"] == BODY


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [
        ("en", ["Purpose", "Task 1", "5 min"], ["目的", "业务不中断"]),
        ("zh-hans", ["目的", "业务不中断", "通知"], ["Purpose", "bold"]),
        ("both", ["Purpose / 目的", "业务不中断", "Task 1 / 通知"], []),
    ],
)
def test_languages(version: PlanVersion, language: str, there: list[str], absent: list[str]):
    text = text_of(version_as_docx(version, language))
    assert [word for word in there if word not in text] == []
    assert [word for word in absent if word in text] == []


def test_the_other_language_stands_in(version: PlanVersion):
    add_part(version, Section, by=version.author, at=NOON, title_zh="仅中文", body_zh="正文")
    assert "正文" in text_of(version_as_docx(version, "en"))


def test_signs_no_document_holds_are_left_out(version: PlanVersion):
    fields = {"title_en": "Bell\x07", "body_en": "a\x0bb"}
    add_part(version, Section, by=version.author, at=NOON, **fields)
    assert "Bell\n" in text_of(version_as_docx(version, "en"))


def test_a_workbook_runs_nothing(version: PlanVersion):
    task(version, title_en='=cmd|"/c calc"!A1')
    book: Any = load_workbook(io.BytesIO(task_sheet(version)))
    cell = book.active["B3"]
    assert (cell.value, cell.data_type) == ('\'=cmd|"/c calc"!A1', "s")


def test_files_over_http(version: PlanVersion):
    client = factories.login(version.author)
    root = "/plans/rescue/versions/1.0"
    assert client.get(f"{root}/plan.docx").headers["Content-Disposition"] == (
        'attachment; filename="rescue-1.0.docx"'
    )
    assert client.get(f"{root}/plan.docx?language=fr").status_code == 404
    assert client.get(f"{root}/tasks.xlsx").status_code == 200


def test_a_restricted_plan_is_no_file_for_strangers(version: PlanVersion, charlie: User):
    version.plan.confidentiality = "restricted"
    version.plan.save()
    client = factories.login(charlie)
    assert client.get("/plans/rescue/versions/1.0/plan.docx").status_code == 404
