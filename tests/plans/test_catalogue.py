"""What an installation starts with: grades, roles, the paper form; loading keeps edits."""

from __future__ import annotations

from datetime import datetime

import pytest

from bia.services.catalogue_loading import load_catalogue
from plans.models import FormColumn, IncidentGrade, PaperForm, PlanSettings, ResponseRole
from plans.services.catalogue_loading import load_plan_catalogue

pytestmark = pytest.mark.django_db


def test_the_grades_of_the_source_are_loaded(noon: datetime) -> None:
    load_catalogue(at=noon)
    rows = IncidentGrade.objects.values_list(
        "code", "name_zh", "response_s", "alarm_s", "wait_s", "decision_role__name_zh", "colour"
    )
    assert list(rows) == [
        ("I", "特别重大", 0, 300, 120, "CEO/COO", "red"),
        ("II", "重大", 900, None, 300, "CIO/售后总监", "orange"),
        ("III", "较大", 1800, None, 600, "IT总监", "yellow"),
        ("IV", "一般", 3600, None, 900, "运维经理", "blue"),
    ]


def test_the_form_of_the_source_has_its_columns_and_its_sample_row(noon: datetime) -> None:
    load_catalogue(at=noon)
    form = PaperForm.objects.get(code="emergency-service")
    assert (form.name_zh, form.prefix) == ("应急服务登记表", "CSM")
    columns = [
        *("时间", "车牌号", "客户姓名", "联系电话", "服务项目", "预计完成时间", "服务顾问"),
    ]
    examples = ["10:30", "京A12345", "张先生", "138xxx", "常规保养", "12:00", "李明"]
    rows = form.columns.values_list("name_zh", "example")
    assert list(rows) == list(zip(columns, examples, strict=True))
    assert sum(form.columns.values_list("width", flat=True)) <= 277 - 12


def test_rows_are_valid_in_both_languages(noon: datetime) -> None:
    load_catalogue(at=noon)
    for row in (*ResponseRole.objects.all(), *IncidentGrade.objects.all()):
        row.full_clean()
        texts = [
            getattr(row, name.name) for name in row._meta.fields if name.name[-3:] in LANGUAGES
        ]
        assert all(texts), row
    for column in FormColumn.objects.all():
        column.full_clean()


LANGUAGES = ("_en", "_zh")


def test_loading_again_keeps_edits_and_adds_nothing(noon: datetime) -> None:
    load_catalogue(at=noon)
    ResponseRole.objects.filter(code="it-lead").update(name_en="Duty engineer")
    IncidentGrade.objects.filter(code="I").update(alarm_s=600)
    PaperForm.objects.get(code="emergency-service").columns.filter(key="ready").delete()
    PlanSettings.objects.update(purge_days=90)
    before = _counts()
    load_plan_catalogue(at=noon)
    assert _counts() == before
    assert ResponseRole.objects.get(code="it-lead").name_en == "Duty engineer"
    assert IncidentGrade.objects.get(code="I").alarm_s == 600
    assert PlanSettings.current().purge_days == 90


def test_a_reset_writes_the_shipped_values(noon: datetime) -> None:
    load_catalogue(at=noon)
    ResponseRole.objects.filter(code="it-lead").update(name_en="Duty engineer")
    IncidentGrade.objects.filter(code="I").update(alarm_s=600)
    load_plan_catalogue(at=noon, reset=True)
    role = ResponseRole.objects.get(code="it-lead")
    assert (role.name_en, role.version) == ("IT emergency lead", 2)
    assert IncidentGrade.objects.get(code="I").alarm_s == 300


def test_a_grade_of_ones_own_keeps_its_place(noon: datetime) -> None:
    load_catalogue(at=noon)
    IncidentGrade.objects.filter(code="IV").update(code="E")
    load_plan_catalogue(at=noon)
    assert list(IncidentGrade.objects.values_list("code", flat=True)) == ["I", "II", "III", "E"]


def _counts() -> list[int]:
    models = (ResponseRole, IncidentGrade, PaperForm, FormColumn)
    return [model._default_manager.count() for model in models]
