"""Feasibility of stored versions, and the finding that follows from it (docs/method.md §32)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from bia.finding_rules import rule_of
from bia.models import Dependency, Finding, Process
from bia.services.findings import check_findings
from lib.charts import svg
from plans.feasibility_words import say_all
from plans.feasible import FeasibilityView, feasibility_of
from plans.feasible_page import as_json, panel_of
from plans.models import CardStep, PlanVersion
from tests import factories
from tests.factories import NOON
from tests.plans.carried_out import draft, in_force, role, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue() -> Process:
    factories.clock_policies()
    process = factories.process("road-rescue", critical=True)
    process.rto_s, process.mtd_s = 900, 3600
    process.save()
    return process


def workaround(process: Process, **fields: Any) -> PlanVersion:
    """Switch to voice, then dispatch by radio: five minutes each."""
    dispatcher = role("dispatcher", factories.person("dispatcher"))
    version = draft("rescue-workaround", processes=[process], **fields)
    task(version, 1, role=dispatcher)
    task(version, 2, role=dispatcher, needs=[1])
    return version


def seen(version: PlanVersion) -> FeasibilityView:
    return feasibility_of(version, NOON)


def test_rescue_plan_is_red_until_it_is_authorised_beforehand(rescue: Process) -> None:
    version = workaround(rescue)
    view = seen(version)
    assert (view.status, view.limits.source) == ("red", "policy")
    assert say_all(view.reasons) == ["Takes 30 min, the RTO is 15 min: 15 min too long."]

    version.pre_authorised = True
    version.save()
    view = seen(version)
    assert view.status == "amber"
    assert say_all(view.reasons) == [
        "Takes 15 min of 15 min: 0 min are left, less than a tenth of the RTO."
    ]


def test_limits_of_the_card_in_force_count(rescue: Process) -> None:
    card = draft("card", kind="response_card")
    for key, limit_s in (("notify", 60), ("assess", 120)):
        CardStep.objects.create(plan_version=card, key=key, title_en=key, limit_s=limit_s)
    in_force(card)
    view = seen(workaround(rescue))

    assert (view.limits.source, view.status) == ("card", "green")
    assert view.result is not None
    assert view.result.total_s == 780


def test_process_that_needs_the_system_counts_when_none_is_named(rescue: Process) -> None:
    system = factories.system("dispatch")
    Dependency.objects.create(code="dep-1", dependent_process=rescue, needs_system=system)
    version = draft("dispatch-drp", systems=[system])
    task(version, 1)

    assert [one["process"] for one in as_json(seen(version))["processes"]] == ["road-rescue"]


def test_sub_plan_takes_what_its_own_plan_takes(rescue: Process) -> None:
    sub = draft("sub")
    task(sub, 1, duration_s=200)
    task(sub, 2, duration_s=500, needs=[1])
    in_force(sub)
    version = draft("main", processes=[rescue], pre_authorised=True)
    task(version, 1, sub_plan=sub.plan, duration_s=1)
    view = seen(version)

    assert view.result is not None
    assert (view.result.path_s, view.notes) == (700, ())


def test_role_that_is_asked_for_twice_at_once_is_told(rescue: Process) -> None:
    version = workaround(rescue, pre_authorised=True)
    task(version, 3, role=version.tasks.get(number=1).role)
    notes = say_all(seen(version).notes)

    assert notes == [
        "Dispatcher: 2 tasks at once (1, 3), 1 can be done side by side.",
        "With the people there are it takes 20 min instead of 15 min.",
    ]


def test_number_of_queries_does_not_grow(
    rescue: Process, django_assert_max_num_queries: Any
) -> None:
    version = workaround(rescue)
    for number in range(3, 40):
        task(version, number, needs=[number - 1])

    with django_assert_max_num_queries(6):
        feasibility_of(version, NOON)


def test_picture_is_drawn_in_both_languages(rescue: Process) -> None:
    panel = panel_of(seen(workaround(rescue)))
    assert panel.picture is not None
    drawn = svg(panel.picture)
    assert ("RTO 15 min" in drawn, "MTD 1 h" in drawn, "◆ 1 Step 1" in drawn) == (True, True, True)

    with translation.override("zh-hans"):
        picture = panel_of(seen(PlanVersion.objects.get())).picture
        assert picture is not None
        assert "步骤1" in svg(picture)


def test_process_one_may_not_see_is_not_named(rescue: Process, charlie: User) -> None:
    panel = panel_of(seen(workaround(rescue)), charlie)

    assert [(row.name, row.url) for row in panel.processes] == [("another process", "")]


def found() -> dict[str, Any]:
    check_findings(at=NOON)
    rows = Finding.objects.filter(state="open", rule="decision_longer_than_rto")
    return {one.subject: one.params for one in rows}


def test_deciding_takes_longer_than_the_rto(rescue: Process) -> None:
    """AT-029, X9: 5 + 15 = 20 > 15."""
    assert found() == {
        "process:road-rescue": {
            "notify_s": 300,
            "assess_s": 900,
            "sum_s": 1200,
            "rto_s": 900,
            "over_s": 300,
            "plan": "none",
            "critical": True,
        }
    }
    rule = rule_of("decision_longer_than_rto")
    assert rule is not None
    assert rule.words(Finding.objects.get().params, str) == (
        "Notifying (5 min) and assessing (15 min) take 20 min, the RTO is 15 min:"
        " 5 min too long before anything is done. No plan in force covers the process."
    )


def test_plan_that_asks_first_does_not_end_it_and_one_that_does_not_ask_does(
    rescue: Process,
) -> None:
    version = in_force(workaround(rescue))
    assert found()["process:road-rescue"]["plan"] == "asks_first"

    version.status, version.ended_at = "superseded", NOON
    version.save()
    better = PlanVersion.objects.create(
        plan=version.plan, major=2, author=version.author, pre_authorised=True
    )
    task(better, 1, duration_s=1200)
    slow = in_force(better)
    assert found()["process:road-rescue"]["plan"] == "too_slow"

    slow.status, slow.ended_at = "superseded", NOON
    slow.save()
    best = PlanVersion.objects.create(
        plan=version.plan, major=3, author=version.author, pre_authorised=True
    )
    task(best, 1)
    in_force(best)
    assert found() == {}


def test_rto_as_long_as_the_decision_raises_nothing(rescue: Process) -> None:
    rescue.rto_s = 1200
    rescue.save()

    assert found() == {}
