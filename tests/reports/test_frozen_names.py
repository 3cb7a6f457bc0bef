"""What was approved is printed under the names of that day."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Department, User
from bia.models import (
    Assessment,
    Dependency,
    ImpactCategory,
    ImpactLevel,
    Obligation,
    Process,
    Product,
    Site,
    Supplier,
    System,
    Tier,
)
from bia.services.assessment_confirmation import changed_since_approval
from reports.chapters.summary import overview
from reports.content.frozen import sheets_of
from reports.content.selection import select
from reports.content.sheet import Sheet
from tests import factories
from tests.reports.builders import approved, asked

pytestmark = pytest.mark.django_db

NAMED = (Department, Obligation, Process, Product, Site, Supplier, System)
BILINGUAL = (ImpactCategory, ImpactLevel, Tier)


@pytest.fixture
def assessment() -> Assessment:
    process = factories.process("alpha", department="sales", owner=factories.person("olga"))
    factories.product("roadside", process)
    duty = Obligation.objects.create(code="duty", name="Report within a day", reference="§ 3")
    duty.processes.add(process)
    ends: dict[str, Any] = {
        "needs_process": factories.process("beta"),
        "needs_system": factories.system("dispatch"),
        "needs_site": factories.site(),
        "needs_supplier": factories.supplier(),
        "needs_person": factories.person("pat"),
    }
    for field, node in [*ends.items(), ("needs_system", factories.system("crew", kind="team"))]:
        Dependency.objects.create(
            code=f"alpha-{node.code}", dependent_process=process, **{field: node}
        )
    return approved(process, answers={"minimum_staff": 0})


def renamed() -> None:
    for model in NAMED:
        assert model.objects.update(name="Renamed") > 0
    for model in BILINGUAL:
        assert model.objects.update(name_en="Renamed", name_zh="改名") > 0


def printed(assessment: Assessment) -> list[Sheet]:
    sheets = []
    for language in ("en", "zh-hans"):
        with override(language):
            sheets += sheets_of([Assessment.objects.get(pk=assessment.pk)])
    return sheets


def test_a_later_rename_changes_nothing_of_what_was_approved(assessment: Assessment) -> None:
    before = printed(assessment)
    renamed()
    assert printed(assessment) == before


def test_no_name_of_a_person_is_frozen(assessment: Assessment) -> None:
    register = Assessment.objects.get(pk=assessment.pk).snapshot.content["register"]
    named = {edge["needs"]: edge.get("name") for edge in register["dependencies"]}
    assert named["person:pat"] is None
    assert named["system:dispatch"] == System.objects.get(code="dispatch").name
    assert register["department_name"] == Department.objects.get(code="sales").name


def test_a_needed_system_under_a_new_name_is_the_same_one(assessment: Assessment) -> None:
    for model in (Department, Site, Supplier, System):
        model.objects.update(name="Renamed")
    assert changed_since_approval(Assessment.objects.get(pk=assessment.pk)) == ()


@pytest.mark.django_db(transaction=True)  # history is stamped by transaction
def test_the_overview_names_tiers_as_of_the_date(manager: User, assessment: Assessment) -> None:
    tier = Tier.objects.get(pk=assessment.tier_id)
    moment = timezone.now()
    Tier.objects.filter(pk=tier.pk).update(name_en="Renamed")
    then = asked(manager, at=timezone.now(), as_of=moment)
    now = asked(manager, at=timezone.now())
    names = [overview(select(report))[0]["tier"] for report in (then, now)]
    assert names == [tier.name_en, "Renamed"]
