"""Reports on governance: what their documents say of a small register, now and of the past."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from bia.models import Assessment
from governance.models import Framework, FrameworkKind, MaturityLevel, Requirement
from governance.services.cases import approve_case, create_case, submit_case
from lib.errors import Refused
from reports.document.blocks import Document, Table, to_json
from reports.kinds import kind_of
from reports.models import Report
from reports.services.requests import request_report
from tests import factories
from tests.governance import world

pytestmark = pytest.mark.django_db
AT = factories.NOON + timedelta(days=1)


def report(kind: str, by: User, at: datetime = AT, **options: object) -> Report:
    return request_report(kind=kind, language="en", by=by, at=at, **options)  # type: ignore[arg-type]


def document(asked: Report) -> Document:
    return kind_of(asked).document(asked)  # type: ignore[attr-defined,no-any-return]


def tables(found: Document, sheet: str) -> list[list[object]]:
    every = [one for chapter in found.chapters for one in chapter.blocks if isinstance(one, Table)]
    return [list(row) for one in every if one.sheet == sheet for row in one.rows]


def all_words(found: Document) -> str:
    return json.dumps(to_json(found), ensure_ascii=False)


def clauses() -> Framework:
    framework = Framework.objects.create(
        code="iso22301-2019", kind=FrameworkKind.CLAUSES, name_en="ISO 22301", name_zh="标准"
    )
    for order, (number, keys) in enumerate([("8.2.2", ["bia_coverage"]), ("9.2", [])]):
        Requirement.objects.create(
            framework=framework, number=number, order=order, name_en=f"Clause {number}",
            name_zh=f"条款{number}", group_en="8", group_zh="8", evidence=keys,
        )  # fmt: skip
    return framework


def test_a_clause_says_what_the_evidence_says() -> None:
    world.governed()
    clauses()
    found = document(report("iso22301", world.the("aida")))
    rows = tables(found, "1 8")
    # One of two critical processes is analysed: half of five, rounded down; nobody judged 9.2.
    assert [row[:5] for row in rows] == [
        ["8.2.2", "Clause 8.2.2", "2", "2", None],
        ["9.2", "Clause 9.2", None, None, None],
    ]
    assert [row[0] for row in tables(found, "Gaps")] == ["8.2.2", "9.2"]
    assert dict(found.facts)["Open"] == "2"


def ladder() -> None:
    framework = Framework.objects.create(
        code="maturity5", kind=FrameworkKind.MATURITY, name_en="Maturity", name_zh="成熟度"
    )
    for level in (1, 2, 3):
        MaturityLevel.objects.create(
            framework=framework, level=level, name_en=f"level-{level}", name_zh="级"
        )
    for number, level, keys in (("L2.1", 2, ["backups_exist"]), ("L3.1", 3, ["bia_coverage"])):
        Requirement.objects.create(
            framework=framework, number=number, level=level, name_en=number, name_zh=number,
            evidence=keys,
        )  # fmt: skip


def test_maturity_names_what_the_next_level_wants() -> None:
    world.governed()
    ladder()
    found = document(report("maturity", world.the("aida")))
    assert dict(found.facts)["Maturity"] == "level 2, score 2.50"
    assert "For level 3 there is missing: L3.1 L3.1." in all_words(found)
    assert [row[4] for row in tables(found, "Levels")] == ["met", "met", "missed"]


def test_the_case_of_the_source_in_a_report() -> None:
    here = world.governed()
    with pytest.raises(Refused):
        report("roi", world.the("aida"))
    approved = Assessment.objects.get(process=here.rescue)
    case = create_case(
        title="Second centre", by=world.the("mia"), at=AT, assessments=[approved],
        lines=[
            {"kind": kind, "label": label, "amount": Decimal(amount)}
            for kind, label, amount in (
                ("initial", "Centre", 300), ("initial", "Backup", 50), ("initial", "Training", 10),
                ("running", "Line", 20), ("loss", "Outage", 150), ("loss", "Customers", 50),
                ("loss", "Brand", 100), ("loss", "Fines", 50),
            )
        ],
    )  # fmt: skip
    found = document(report("roi", world.the("aida")))
    assert dict(found.facts)["Case"] == f"{case.code} Second centre"
    said = all_words(found)
    for words in ("1.09", "1.03", "1290", "957.59", "3.80"):
        assert words in said, words
    assert len(tables(found, "Cash flow")) == 6

    submit_case(case, by=world.the("mia"), at=AT)
    approve_case(case, by=world.the("max"), at=AT, reason="yes")
    executive = all_words(document(report("executive", world.the("aida"))))
    assert f"{case.code} Second centre (Approved)" in executive


def test_levels_name_systems_nobody_assessed() -> None:
    world.governed()
    found = document(report("levels", world.the("aida")))
    assert {row[0]: row[6] for row in tables(found, "Levels")} == {
        "dispatch": "unproven", "web": "unproven",
    }  # fmt: skip


def test_executives_are_told_what_nothing_proves() -> None:
    world.governed()
    said = all_words(document(report("executive", world.the("aida"))))
    assert "0/2" in said
    assert "There is no approved investment case, so no return can be stated." in said
