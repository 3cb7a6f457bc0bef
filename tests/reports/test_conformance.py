"""What the PDFs claim, PDF/UA-1 and PDF/A-3, judged by a validator that did not write them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import page
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from reports.models import Report
from tests import factories
from tests.reports.builders import approved, built, pdf

pytestmark = pytest.mark.django_db


def broken_rules(content: bytes, profile: str) -> set[str]:
    report = page.validate_pdf_bytes(content, profile=profile)
    return {f"{one.rule_id} {one.message}" for one in report.failures}


@pytest.fixture
def made(manager: User) -> Callable[..., Report]:
    approved(factories.process("alpha"))

    def make(**wishes: Any) -> Report:
        return built(manager, **wishes)

    return make


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_for_reading_is_pdf_ua(made: Callable[..., Report], language: str) -> None:
    content = bytes(made(kind="bia", language=language).file.content)
    assert broken_rules(content, "ua1") == set()


def test_what_is_for_the_archive_is_pdf_a_and_pdf_ua(made: Callable[..., Report]) -> None:
    report = made(kind="gaps", variant="archive", language="zh-hans")
    content = bytes(report.file.content)
    assert broken_rules(content, "3a") == set()
    assert broken_rules(content, "ua1") == set()
    names = {f"{report.code}.xlsx": "/Data", f"{report.code}.json": "/Source"}
    assert relations(pdf(report)) == names


@pytest.mark.slow
def test_the_archive_carries_the_tables_and_the_content(made: Callable[..., Report]) -> None:
    report = made(kind="bia", variant="archive")
    reader = pdf(report)
    files = {name: found[0] for name, found in reader.attachments.items()}
    assert set(files) == {f"{report.code}.xlsx", f"{report.code}.json"}
    content = json.loads(files[f"{report.code}.json"])
    assert [one["process"] for one in content["approved"]] == ["alpha"]
    assert load_workbook(io.BytesIO(files[f"{report.code}.xlsx"])).sheetnames[0] == "Summary"
    assert relations(reader) == {f"{report.code}.xlsx": "/Data", f"{report.code}.json": "/Source"}


def relations(reader: PdfReader) -> dict[str, str]:
    return {
        one.get_object()["/UF"]: one.get_object()["/AFRelationship"]
        for one in reader.trailer["/Root"]["/AF"]
    }


@pytest.mark.slow
def test_the_validator_finds_what_is_broken(made: Callable[..., Report]) -> None:
    content = bytes(made(kind="bia").file.content)
    assert broken_rules(content, "3a") != set()
