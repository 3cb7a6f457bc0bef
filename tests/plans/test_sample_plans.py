"""What the sample's plans show: the red rescue plan (C3), X9 with AT-029's numbers, a card on a
wall that is out of date, a past event whose paper was entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from bia.models import Finding
from bia.services.findings import check_findings
from plans.feasible import feasibility_of
from plans.models import (
    Backfill,
    ChangeRequest,
    FormStock,
    Plan,
    PlanActivation,
    PlanVersion,
    PrintCopy,
)
from plans.services.lifecycle import approve_version, return_version, submit_version
from plans.services.publication import publish_version
from plans.services.stock import levels
from plans.services.versions import change_version
from tests.bia.sample_loaded import sample
from tests.factories import NOON

pytestmark = pytest.mark.django_db

MINUTE = 60


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "zh"):
        yield


def _version(code: str) -> PlanVersion:
    return PlanVersion.objects.filter(plan__code=code).order_by("-major", "-minor")[0]


def _login(name: str) -> User:
    return User.objects.get(username=name)


def test_the_versions_and_how_far_they_are() -> None:
    found = {one.key: one.status for one in PlanVersion.objects.select_related("plan")}
    assert found == {
        "crisis-communication@1.0": "effective",
        "csm-workaround@1.0": "effective",
        "rescue-workaround@1.0": "in_review",
        "response-card@1.0": "superseded",
        "response-card@2.0": "effective",
        "rto-policy@1.0": "effective",
        "upgrade-recovery@1.0": "effective",
    }
    signed = _version("csm-workaround").approvals.values_list("kind", "decided_by__username")
    assert list(signed) == [
        ("owner", "owner"),
        ("bcm_manager", "manager"),
        ("decision", "commander"),
    ]


def test_the_rescue_plan_takes_thirty_minutes_and_may_take_fifteen() -> None:
    """C3: notify 5 + assess 15 + tasks 10, against an RTO of 15."""
    view = feasibility_of(_version("rescue-workaround"), NOON)
    assert view.result is not None
    assert view.is_red
    verdict = view.result.verdicts[0]
    assert (view.limits.notify_s, view.limits.assess_s) == (5 * MINUTE, 15 * MINUTE)
    assert (view.result.total_s, verdict.rto_s) == (30 * MINUTE, 15 * MINUTE)


def test_the_upgrade_plan_has_ten_minutes_left() -> None:
    view = feasibility_of(_version("upgrade-recovery"), NOON)
    assert view.result is not None
    assert view.is_amber
    assert view.result.total_s == 110 * MINUTE


def test_x9_ends_when_the_switch_over_is_authorised_and_in_force() -> None:
    """AT-029: 20 > 15. Returned, pre-authorised, signed and published, nothing is left of it."""
    rows = Finding.objects.filter(subject="process:road-rescue", state="open")
    x9 = [one.params for one in rows if {"notify_s", "assess_s"} <= set(one.params)]
    assert [(one["sum_s"], one["rto_s"], one["over_s"]) for one in x9] == [
        (20 * MINUTE, 15 * MINUTE, 5 * MINUTE)
    ]
    version = _version("rescue-workaround")
    return_version(version, reason="先预先授权。", by=_login("owner"), at=NOON)
    change_version(
        version,
        read_version=None,
        by=_login("owner"),
        at=NOON,
        pre_authorised=True,
        authorisation_en="The dispatcher on duty switches over alone.",
        authorisation_zh="当班调度员可自行切换。",
    )
    view = feasibility_of(version, NOON)
    assert view.result is not None
    assert (view.is_red, view.is_amber, view.result.total_s) == (False, True, 15 * MINUTE)
    submit_version(version, by=_login("owner"), at=NOON)
    for name in ("owner", "manager", "commander"):
        approve_version(version, by=_login(name), at=NOON)
    publish_version(version, by=_login("owner"), at=NOON)
    check_findings(at=NOON)
    left = Finding.objects.filter(subject="process:road-rescue", state="open")
    assert [one.rule for one in left if "notify_s" in one.params] == []


def test_one_card_on_a_wall_is_out_of_date() -> None:
    outdated = PrintCopy.objects.outdated()
    assert [(one.format, one.place) for one in outdated] == [("a3", "机房A")]
    assert PrintCopy.objects.count() == 5


def test_the_past_event_is_closed_and_asks_for_changes() -> None:
    activation = PlanActivation.objects.get()
    assert (activation.state, activation.level) == ("ended", "fully")
    assert set(activation.tasks.values_list("state", flat=True)) == {"done"}
    batch = Backfill.objects.get()
    totals = {name: batch.totals[name] for name in ("written", "entered", "void", "difference")}
    assert batch.state == "closed"
    assert totals == {"written": 9, "entered": 8, "void": 1, "difference": 0}
    asked = ChangeRequest.objects.filter(state="open").values_list("trigger", flat=True)
    assert sorted(asked) == ["amendment", "used"]


def test_one_shop_is_short_of_forms() -> None:
    assert FormStock.objects.count() == 3
    assert [one.store.code for one in levels() if one.low] == ["shop-airport"]


def test_every_text_of_a_plan_stands_in_both_languages() -> None:
    assert set(Plan.objects.values_list("languages", flat=True)) == {"both"}
    for version in PlanVersion.objects.all():
        rows = [*version.sections.all(), *version.tasks.all(), *version.messages.all()]
        assert all(row.title_en and row.title_zh for row in rows)
