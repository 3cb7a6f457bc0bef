"""Reports of drills: after action, the year, and the papers before: PDF and spreadsheet."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from lib.errors import Refused
from reports.models import Report
from reports.services.building import build
from reports.services.queue import claim
from reports.services.requests import request_report
from tests.drills import world
from tests.drills.conftest import _untouched, cast  # noqa: F401 - the cast made once
from tests.drills.evaluation.worlds import reported, submitted
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db
AT = clock("13:00")


def built(
    kind: str, by: User, *, format: str = "pdf", language: str = "en", **filters: object
) -> Report:
    report = request_report(
        kind=kind, format=format, language=language, filters=filters, by=by, at=AT
    )
    claimed = claim(at=AT)
    assert claimed is not None
    assert build(claimed, clock=lambda: AT) is True
    report.refresh_from_db()
    assert (report.state, report.error) == ("done", "")
    return report


def text(report: Report) -> str:
    reader = PdfReader(io.BytesIO(bytes(report.file.content)))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.slow
def test_the_report_has_every_section_and_its_digest() -> None:
    drill = submitted(reported())
    said = text(built("drill", world.the("mia"), drill=drill.code))
    drill.report.refresh_from_db()
    for words in (
        "Objectives and verdicts", "Planned against actual", "Chronology", "Criteria and score",
        "RTO and RPO measured", "Strengths", "Areas to improve", "Hot wash", "Attendance",
        "Sign-off", "Calm command.", "61.88", "16 min 40 s",
    ):  # fmt: skip
        assert words in said, words
    assert drill.report.digest in said.replace(" ", "")


def test_the_workbook_has_a_sheet_for_each_table() -> None:
    drill = reported()
    report = built("drill", world.the("mia"), format="xlsx", language="zh-hans", drill=drill.code)
    names = load_workbook(io.BytesIO(bytes(report.file.content))).sheetnames
    assert len(names) >= 14


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["drill", "handbook", "manual", "programme"])
def test_every_kind_in_both_languages(kind: str, language: str) -> None:
    drill = reported()
    filters = {"year": 2026} if kind == "programme" else {"drill": drill.code}
    for format in ("pdf", "xlsx"):
        built(kind, world.the("mia"), format=format, language=language, **filters)


@pytest.mark.slow
def test_the_manual_tells_players_no_inject() -> None:
    drill = world.prepared_drill()
    said = text(built("manual", world.the("mia"), drill=drill.code))
    assert ("Switch within the RTO" in said, "Customers call" in said, "DRILL" in said) == (
        True, False, True,
    )  # fmt: skip


def test_who_plays_does_not_print_the_script() -> None:
    drill = world.prepared_drill()
    for kind in ("handbook", "drill"):
        with pytest.raises(Refused) as refused:
            request_report(
                kind=kind, language="en", filters={"drill": drill.code}, by=world.the("carl"),
                at=AT,
            )  # fmt: skip
        assert [one.code for one in refused.value.problems] == ["not_for_players"]


@pytest.mark.parametrize(
    ("filters", "code"), [({}, "required"), ({"drill": "DRL-1"}, "does_not_exist")]
)
def test_a_drill_must_be_named(filters: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        request_report(kind="drill", language="en", filters=filters, by=world.the("mia"), at=AT)
    assert [one.code for one in refused.value.problems] == [code]


def test_a_year_is_a_year() -> None:
    with pytest.raises(Refused):
        request_report(
            kind="programme", language="en", filters={"year": "x"}, by=world.the("mia"), at=AT
        )
