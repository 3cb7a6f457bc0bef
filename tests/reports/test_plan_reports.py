"""Reports of a plan and of a response card: which version, in which languages, who may."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from accounts.models import Person, User
from bia.services.catalogue_loading import load_catalogue
from lib.errors import Refused
from plans.models import PlanVersion
from plans.services.templates import create_from_template
from reports.models import Report
from reports.services.building import build
from reports.services.queue import claim
from reports.services.requests import request_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(noon: datetime, manager: User) -> PlanVersion:
    load_catalogue(at=noon)
    owner = Person.objects.create(code="olga", name="Olga")
    return create_from_template("response-card", code="card", owner=owner, by=manager, at=noon)


def _ask(by: User, at: datetime, **values: object) -> Report:
    filters = {"plan": "card"} | values
    kind = str(filters.pop("kind", "card"))
    format = str(filters.pop("format", "pdf"))
    return request_report(
        kind=kind, format=format, language="zh-hans", filters=filters, by=by, at=at
    )


def _words(report: Report) -> str:
    reader = PdfReader(io.BytesIO(bytes(report.file.content)))
    return "".join(page.extract_text() for page in reader.pages)


def _built(report: Report, at: datetime) -> Report:
    claimed = claim(at=at)
    assert claimed is not None
    assert build(claimed, clock=lambda: at) is True
    return Report.objects.get(pk=report.pk)


def test_a_card_in_chinese(card: PlanVersion, manager: User, noon: datetime) -> None:
    report = _built(_ask(manager, noon, version="1.0"), noon)
    assert (report.state, report.filters["size"]) == ("done", "a4")
    words = _words(report)
    assert "应急响应流程卡" in words
    assert "立即通知" in words


def test_a_plan_and_its_tasks(card: PlanVersion, manager: User, noon: datetime) -> None:
    report = _built(_ask(manager, noon, kind="plan", version="1.0", bilingual=True), noon)
    assert "使用说明" in _words(report)
    assert "How to use this card" in _words(report)
    sheet = _built(_ask(manager, noon, kind="plan", version="1.0", format="xlsx"), noon)
    assert bytes(sheet.file.content)[:2] == b"PK"


def test_without_a_number_it_is_the_one_in_force_that_day(
    card: PlanVersion, manager: User, noon: datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        _ask(manager, noon)
    assert [one.field for one in refusal.value.problems] == ["filters.version"]
    PlanVersion.objects.filter(pk=card.pk).update(
        status="approved", approved_at=noon, sha256="0" * 64
    )
    PlanVersion.objects.filter(pk=card.pk).update(
        status="effective", effective_at=noon - timedelta(days=1)
    )
    assert _ask(manager, noon).filters["version"] == "1.0"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"plan": "none"}, "filters.plan"),
        ({"plan": None}, "filters.plan"),
        ({"version": "9.9"}, "filters.version"),
        ({"version": "1"}, "filters.version"),
        ({"version": "1.0", "size": "a0"}, "filters.size"),
        ({"version": "1.0", "systems": ["csm"]}, "filters.systems"),
        ({"version": "1.0", "format": "xlsx"}, "format"),
    ],
)
def test_what_is_refused(
    card: PlanVersion, manager: User, noon: datetime, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        _ask(manager, noon, **values)
    assert {one.field for one in refusal.value.problems} == {field}


def test_a_restricted_plan_is_not_there_for_others(
    card: PlanVersion, alice: User, noon: datetime
) -> None:
    type(card.plan).objects.filter(pk=card.plan_id).update(confidentiality="restricted")
    with pytest.raises(Refused) as refusal:
        _ask(alice, noon, version="1.0")
    assert [one.field for one in refusal.value.problems] == ["filters.plan"]
