"""The newest restorable state of every system, against what may be lost (method.md §28)."""

from __future__ import annotations

from typing import Any

import pytest

from backups.models import PolicyState
from backups.recovery_points import recovery_points
from bia.models import Dependency
from tests import factories
from tests.backups.rhythm_world import DAY, HOUR, WEEKLY, ago, backup, policy, unverified
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_newest_restorable_set_counts_and_nothing_newer() -> None:
    daily = policy()
    old = backup(daily, ago(20))
    unverified(daily, ago(1))
    backup(daily, ago(-3))  # still to come
    point = recovery_points(NOON)[daily.system_id]
    family = point.families[0]
    assert (family.newest_set_code, family.age_s, family.proof) == (old.code, 20 * HOUR, "verified")
    assert family.newest_known is not None
    assert family.newest_known.obstacle == "unverified"
    assert (point.age_s, point.status) == (20 * HOUR, "no_target")


def test_a_need_is_inherited_from_every_process_that_uses_the_data() -> None:
    system = factories.system("crm", rpo_s=2 * DAY)
    process = factories.process("sales", rpo_s=4 * HOUR)
    Dependency.objects.create(code="d1", dependent_process=process, needs_system=system)
    backup(policy(system), ago(5))
    point = recovery_points(NOON)[system.pk]
    assert (point.required_s, point.required_by) == (4 * HOUR, "process:sales")
    assert (point.status, point.families[0].gap_s) == ("missed", HOUR)


def test_exactly_the_limit_is_met() -> None:
    system = factories.system("crm", rpo_s=4 * HOUR)
    backup(policy(system), ago(4))
    assert recovery_points(NOON)[system.pk].status == "met"


def test_a_limit_of_zero_is_a_limit() -> None:
    system = factories.system("crm", rpo_s=0)
    backup(policy(system), ago(1))
    assert recovery_points(NOON)[system.pk].status == "missed"


def test_a_system_is_as_good_as_its_worst_class_of_data() -> None:
    system = factories.system("crm", rpo_s=DAY)
    backup(policy(system), ago(2))
    other = policy(system, data_class="photos", rpo_s=HOUR)
    point = recovery_points(NOON)[system.pk]
    assert (point.status, point.age_s) == ("nothing", None)
    backup(other, ago(3))
    point = recovery_points(NOON)[system.pk]
    assert [(one.data_class, one.status) for one in point.families] == [
        ("orders", "met"),
        ("photos", "missed"),
    ]
    assert (point.status, point.age_s) == ("missed", 3 * HOUR)


def test_full_and_incremental_form_one_family() -> None:
    full = policy(schedule=WEEKLY, rpo_s=DAY)
    daily = policy(full.system, method="incremental")
    backup(full, ago(days=6))
    newest = backup(daily, ago(3))
    family = recovery_points(NOON)[full.system_id].families[0]
    assert (family.newest_set_code, family.worst_s, family.plan_gap_s) == (newest.code, DAY, 0)


def test_a_heartbeat_on_time_speaks_for_a_real_time_copy() -> None:
    mirror = policy(method="realtime", schedule="", lag_s=30, rpo_s=60)
    system = mirror.system_id
    assert recovery_points(NOON)[system].status == "nothing"
    PolicyState.objects.create(policy=mirror, rhythm="on_time")
    family = recovery_points(NOON)[system].families[0]
    assert (family.age_s, family.proof, family.status) == (30, "heartbeat", "met")
    PolicyState.objects.update(rhythm="late")
    assert recovery_points(NOON)[system].status == "nothing"


def test_sets_of_a_paused_policy_still_restore() -> None:
    full = policy()
    paused = policy(full.system, method="incremental", active=False)
    newest = backup(paused, ago(2))
    backup(full, ago(10))
    family = recovery_points(NOON)[full.system_id].families[0]
    assert family.newest_set_code == newest.code


def test_a_system_that_is_asked_for_is_answered_for() -> None:
    bare = factories.system("bare")
    assert bare.pk not in recovery_points(NOON)
    point = recovery_points(NOON, [bare.pk])[bare.pk]
    assert (point.status, point.families, point.age_s) == ("no_policy", (), None)


@pytest.mark.parametrize("systems", [1, 3])
def test_queries_do_not_grow(systems: int, django_assert_num_queries: Any) -> None:
    factories.organisation()
    for number in range(systems):
        backup(policy(f"s{number}"), ago(1))
    recovery_points(NOON)
    with django_assert_num_queries(3):
        recovery_points(NOON)
