"""The frameworks that ship: complete in both languages, and everything they name exists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from governance.evidence import KEYS
from governance.frameworks.standards import superseded
from governance.models import Evaluation, Framework, Requirement, Standing
from governance.services.answers import answer
from governance.services.framework_loading import load, read
from governance.services.sample_frameworks import make
from tests.factories import NOON, user
from tests.governance.world import the

SHIPPED = list(read())
CODES = {f"{row['code']}:{one['number']}" for row in SHIPPED for one in row["requirements"]}


def test_every_key_and_every_mapping_exists() -> None:
    keys = {key for row in SHIPPED for one in row["requirements"] for key in one["evidence"]}
    named = {
        code for row in SHIPPED for one in row["requirements"] for code in one.get("maps_to") or []
    }
    assert keys - set(KEYS) == set()
    assert named - CODES == set()


def test_every_text_is_there_in_both_languages() -> None:
    silent = [
        (row["code"], one["number"], name)
        for row in SHIPPED
        for one in row["requirements"]
        for name in ("name", "group", "text")
        if set(one[name]) != {"en", "zh"} or not all(one[name].values())
    ]
    assert silent == []


def test_numbers_are_given_once() -> None:
    assert len(CODES) == sum(len(row["requirements"]) for row in SHIPPED)


def test_the_shape_is_that_of_the_sources() -> None:
    """T20: ten points; T21: five levels, the criteria of 2 to 5."""
    by_code = {row["code"]: row for row in SHIPPED}
    levels = [one["level"] for one in by_code["maturity5"]["requirements"]]
    assert len(by_code["bcm10"]["requirements"]) == 10
    assert {level: levels.count(level) for level in set(levels)} == {2: 3, 3: 4, 4: 4, 5: 4}
    assert [one["level"] for one in by_code["maturity5"]["levels"]] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_loading_again_keeps_what_people_said_and_changed() -> None:
    load(at=NOON)
    row = Requirement.objects.for_list().get(framework__code="bcm10", number="C01")
    answer(row, read_version=0, by=the("mia"), at=NOON, comment="Ours")
    Framework.objects.filter(code="bcm10").update(name_en="Our ten")
    Requirement.objects.filter(pk=row.pk).update(name_en="Our analysis")
    load(at=NOON)
    assert Framework.objects.get(code="bcm10").name_en == "Our ten"
    load(at=NOON, reset=True)
    row.refresh_from_db()
    assert (row.name_en, Framework.objects.get(code="bcm10").version) == (
        "Business impact analysis",
        2,
    )
    assert Standing.objects.get().comment == "Ours"
    assert Requirement.objects.count() == len(CODES)


@pytest.mark.django_db
def test_the_sample_has_a_course_to_look_back_on() -> None:
    load(at=NOON)
    user("manager", "continuity_manager")
    make(language="zh-hans", at=NOON)
    rows = Evaluation.objects.filter(framework__code="maturity5").order_by("at")
    assert list(rows.values_list("level", "score")) == [(1, Decimal("1.67")), (1, Decimal("1.83"))]
    assert not Standing.objects.get(requirement__number="26").applicable


@pytest.mark.django_db
def test_replaced_standards_are_named_with_what_replaced_them() -> None:
    """X13."""
    found = {one.name: one.by for one in superseded(date(2026, 3, 2))}
    assert found["GB/T 20988-2007"] == "GB/T 20988-2025"
    assert found["GB/T 30146-2013"] == "GB/T 30146-2023"
    assert "GB/T 20988-2007" not in {one.name for one in superseded(date(2025, 12, 31))}
