"""The programme itself on the dashboard: health with its parts, maturity, what is overdue."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from governance.models import (
    BcmsRecord,
    Change,
    Course,
    Evaluation,
    Framework,
    HealthSnapshot,
    Programme,
    ProgrammeTask,
    Requirement,
    Risk,
    Standing,
    TrainingRecord,
)
from tests import factories

pytestmark = pytest.mark.django_db
PARTS = [
    {"key": "bia", "weight": 20, "value": 90},
    {"key": "plans", "weight": 20, "value": 75},
    {"key": "training", "weight": 5, "value": None},
    {"key": "gaps", "weight": 20, "value": 10},
]


def page(user: User) -> Any:
    answer = factories.login(user).get("/")
    assert answer.status_code == 200
    return answer.context


def day(days: int) -> date:
    return factories.today() + timedelta(days=days)


def snapshot(days: int, value: int | None) -> None:
    HealthSnapshot.objects.create(
        day=day(days), at=timezone.now(), value=value, band="amber", caps=["never tested"],
        indicators=PARTS,
    )  # fmt: skip


def todo(user: User) -> list[tuple[str, str, bool]]:
    return [(one.words, one.subject, one.overdue) for one in page(user)["todo"].tasks]


def test_health_is_shown_with_its_parts_and_its_trend(auditor: User) -> None:
    for days, value in ((-93, 60), (-60, None), (-32, 68), (0, 72)):
        snapshot(days, value)
    health = page(auditor)["governance"].health
    assert (health.value, health.label, health.tone, health.caps) == (72, "Amber", "warning", 1)
    assert [(one.days, one.points) for one in health.changes] == [(30, 4), (90, 12)]
    assert [(one.label, one.weight, one.value, one.tone) for one in health.indicators] == [
        ("BIA coverage and freshness", 20, 90, "ok"),
        ("Plans current", 20, 75, "warning"),
        ("Training", 5, None, ""),
        ("Recovery gaps closed", 20, 10, "danger"),
    ]
    assert health.line == "0.0,40.0 65.6,32.0 100.0,28.0"
    assert "Programme health" in factories.login(auditor).get("/").content.decode()


def test_a_missing_snapshot_is_compared_with_nothing(manager: User) -> None:
    snapshot(-50, 60)
    snapshot(0, 72)
    assert page(manager)["governance"].health.changes == []


def test_nothing_of_governance_shows_nothing(manager: User) -> None:
    assert page(manager)["governance"] is None


def test_the_last_evaluation_says_how_mature(manager: User) -> None:
    model = Framework.objects.create(code="m", kind="maturity", name_en="Levels", name_zh="级别")
    other = Framework.objects.create(code="c", kind="checklist", name_en="List", name_zh="清单")
    now = timezone.now()
    for code, framework, level, days in (
        ("A", model, 2, 9),
        ("B", model, 3, 2),
        ("C", other, 5, 1),
    ):
        Evaluation.objects.create(
            code=code, framework=framework, level=level, score=Decimal("3.4"), digest="",
            at=now - timedelta(days=days), by=manager,
        )  # fmt: skip
    maturity = page(manager)["governance"].maturity
    assert (maturity.level, maturity.score, maturity.framework) == (3, 3.4, "Levels")


def everything(owner: User, author: User) -> None:
    """One late thing of each sort that `owner` answers for."""
    person = factories.person("p", user=owner)
    programme = Programme.objects.create(
        code="PRG", title="Begin", start_on=day(-90), manager=person
    )
    ProgrammeTask.objects.create(
        code="PRG.01", programme=programme, name_en="Scope", name_zh="范围",
        starts_on=day(-9), due_on=day(-6), owner=person,
    )  # fmt: skip
    framework = Framework.objects.create(code="f", kind="clauses", name_en="ISO", name_zh="ISO")
    clause = Requirement.objects.create(
        framework=framework, number="8.2", name_en="BIA", name_zh="BIA"
    )
    Standing.objects.create(requirement=clause, owner=person, next_review=day(-5))
    Risk.objects.create(
        code="RSK", title="Flood", threat="nature", likelihood=1, impact=1, owner=person,
        next_review=day(-4),
    )  # fmt: skip
    BcmsRecord.objects.create(
        code="REC", kind="policy", title="Policy", state="in_force", owner=person,
        next_review=day(-3), must_be_read=True,
    )  # fmt: skip
    course = Course.objects.create(code="C", kind="course", name_en="First aid", name_zh="急救")
    for on, until in ((-400, -35), (-300, 20)):
        TrainingRecord.objects.create(
            course=course, person=person, on=day(on), valid_until=day(until), recorded_by=author
        )


def test_what_one_answers_for_stands_on_ones_list(alice: User, bob: User) -> None:
    everything(alice, bob)
    assert todo(alice) == [
        ("Task of the programme", "Scope", True),
        ("Review the requirement", "ISO 8.2 BIA", True),
        ("Look at the risk again", "Flood", True),
        ("Review the record", "Policy", True),
        ("Renew the certificate", "First aid", False),
        ("Read it and confirm that you understood it", "Policy", False),
    ]
    assert todo(bob) == []


def test_what_is_overdue_is_counted_by_its_sort(alice: User, manager: User) -> None:
    everything(alice, manager)
    late = {one.label: one.count for one in page(manager)["overdue"]}
    assert late == {
        "Tasks of programmes": 1, "Reviews of clauses": 1, "Reviews of risks": 1,
        "Reviews of the management system": 1, "Corrective actions": 0,
        "Reviews of assessments": 0,
    }  # fmt: skip


def test_approvals_wait_for_somebody_else(alice: User) -> None:
    boss, other = (factories.user(name, "incident_commander") for name in ("boss", "other"))
    BcmsRecord.objects.create(
        code="REC", kind="policy", title="Policy", state="submitted", submitted_by=other
    )
    Change.objects.create(
        code="CHG", title="New database", text="…", state="assessed", requested_by=alice,
        assessed_by=other,
    )  # fmt: skip
    assert todo(boss) == [
        ("Approve or return the record", "Policy", False),
        ("Approve or reject the change", "New database", False),
    ]
    assert todo(other) == []
