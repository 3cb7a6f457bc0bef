"""What is raised of backups, what ends it, and what makes a check run again (§27.8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from backups.models import BackupPolicy, PolicyState
from backups.services.failing import judge_verification
from backups.services.looking import judge_what_follows
from backups.services.policies import change_policy
from bia.finding_rules import rule_of
from bia.models import Finding, System
from bia.services.findings import check_findings
from tests import factories
from tests.backups.rhythm_world import DAILY, DAY, HOUR, WEEKLY, ago, backup, copy, location, policy
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def found(rule: str = "") -> dict[str, dict[str, Any]]:
    """Subject → params of what is open after a check."""
    check_findings(at=NOON)
    rows = Finding.objects.filter(state="open", rule__startswith=rule or "backup_")
    return {one.subject: one.params for one in rows}


def words(rule: str) -> str:
    row = Finding.objects.get(rule=rule)
    known = rule_of(rule)
    assert known is not None
    return known.words(row.params, lambda key: key)


def judged(of: BackupPolicy, at: Any = NOON) -> None:
    judge_what_follows([of.pk], at=at)


def test_a_plan_within_the_limit_raises_nothing() -> None:
    policy(rpo_s=DAY, retention_s=90 * DAY)
    assert found("backup_plan") == {}


def test_the_duration_of_a_backup_counts() -> None:
    policy(rpo_s=DAY, duration_s=60)
    assert found("backup_plan")["system:billing/orders"]["over_s"] == 60


def test_an_incremental_every_four_hours_ends_it(manager: User) -> None:
    full = policy(factories.system("parts", rpo_s=4 * HOUR), schedule=WEEKLY)
    daily = policy(full.system, method="incremental", schedule=DAILY)
    assert found("backup_plan")["system:parts/orders"]["over_s"] == 20 * HOUR
    often = "FREQ=HOURLY;INTERVAL=4;BYMINUTE=0"
    change_policy(daily, read_version=None, by=manager, at=NOON, schedule=often)
    assert found("backup_plan") == {}


def test_changes_alone_build_on_nothing() -> None:
    policy(method="incremental")
    assert list(found("backup_without_full")) == ["system:billing/orders"]


def test_the_law_asks_for_longer() -> None:
    one = policy(retention_s=DAY, legal_retention_s=2 * DAY)
    assert found("backup_kept")[f"system:billing/policy:{one.code}"]["short_s"] == DAY
    assert words("backup_kept_too_short") == (
        f"orders ({one.code}) is kept for 24 h, the law asks for 48 h."
    )


def test_damage_must_be_found_before_the_backup_is_deleted() -> None:
    one = policy(retention_s=30 * DAY, verify_every_s=30 * DAY)
    policy(one.system, data_class="photos", retention_s=31 * DAY, verify_every_s=30 * DAY)
    assert list(found("backup_found_too_late")) == [f"system:billing/policy:{one.code}"]


def test_a_core_system_without_a_policy_and_a_data_set_covered_by_its_user() -> None:
    bare = factories.system("bare", importance="core")
    factories.system("wiki", importance="general")
    check_findings(at=NOON)
    assert found("system_without_backup") == {"system:bare": {"rpo_s": None, "critical": False}}
    policy(bare)
    assert found("system_without_backup") == {}


def test_nothing_restorable_and_then_too_old_and_then_fine() -> None:
    one = policy(factories.system("crm", rpo_s=4 * HOUR))
    BackupPolicy.objects.update(created_at=ago(days=9))
    judged(one)
    assert list(found("backup_nothing")) == ["system:crm/orders"]
    old = backup(one, ago(5))
    judged(one)
    assert found("backup_nothing") == {}
    assert found("backup_rpo")["system:crm/orders"]["set"] == old.code
    backup(one, ago(1))
    judged(one)
    assert found("backup_rpo") == {}


def test_a_new_policy_has_time_to_prove_something() -> None:
    one = policy(factories.system("crm", rpo_s=4 * HOUR))
    BackupPolicy.objects.update(created_at=ago(1))
    judged(one)
    assert found("backup_nothing") == {}


def test_a_broken_set_is_named_until_it_is_whole() -> None:
    one = policy()
    bad = backup(one, ago(1), state="failed", restorable=False, obstacle="failed")
    judge_verification(bad, "failed", at=NOON)
    assert found("backup_verification")[f"system:billing/policy:{one.code}"]["sets"] == [bad.code]
    bad.state = "verified"
    bad.save()
    judge_verification(bad, "passed", at=NOON)
    assert found("backup_verification") == {}


def test_3_2_1_is_counted_from_verified_copies_of_the_whole_chain() -> None:
    home, away = factories.site("a"), factories.site("b")
    system = factories.system("crm", site=home)
    full, daily = policy(system), policy(system, method="incremental")
    nas, cloud = location("nas", site=home), location("cloud", medium="cloud", site=away)
    base = backup(full, ago(days=2))
    newest = backup(daily, ago(1), parent=base)
    for one in (base, newest):
        copy(one, nas)
    copy(newest, cloud)  # without its full it restores nothing
    judged(full)
    assert found("backup_copies")["system:crm/orders"] == {
        "data": "orders", "copies": 2, "media": 1, "offsite": 0, "met": 0, "critical": False,
    }  # fmt: skip
    copy(base, cloud)
    judged(full)
    assert found("backup_copies") == {}


def test_a_backup_that_was_never_restored_is_unproven() -> None:
    one = policy()
    backup(one, ago(1))
    assert found("backup_restore")["system:billing/orders"]["state"] == "unplanned"
    assert words("backup_restore_unproven") == (
        "orders: no restore was ever tested. A backup is no recovery."
    )
    BackupPolicy.objects.update(restore_test_every_s=7 * DAY, created_at=ago(days=3))
    judged(one)
    assert found("backup_restore") == {}
    BackupPolicy.objects.update(created_at=ago(days=8))
    judged(one)
    assert found("backup_restore")["system:billing/orders"]["state"] == "never"


def test_a_check_runs_again_only_when_something_changed(manager: User) -> None:
    factories.organisation()
    factories.clock_policies()  # the first look would load them, and so change something
    one = policy()
    check_findings(at=NOON)
    later = NOON + timedelta(minutes=1)
    assert check_findings(at=later).skipped
    backup(one, ago(1))  # a set alone is nothing the rules look at
    assert check_findings(at=later).skipped
    judged(one)
    assert not check_findings(at=later).skipped
    assert check_findings(at=later).skipped
    change_policy(one, read_version=None, by=manager, at=NOON, rpo_s=60)
    assert not check_findings(at=later).skipped


def test_a_repeated_message_is_no_change() -> None:
    factories.organisation()
    factories.clock_policies()
    state = PolicyState.objects.create(policy=policy())
    check_findings(at=NOON)
    state.judged = {**state.judged, "x": {"state": "ok", "told_at": "1"}}
    state.save()
    assert not check_findings(at=NOON).skipped
    state.judged = {**state.judged, "x": {"state": "ok", "told_at": "2"}}
    state.save()
    assert check_findings(at=NOON).skipped


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, django_assert_max_num_queries: Any) -> None:
    factories.organisation()
    for number in range(count):
        one = policy(System.objects.create(code=f"s{number}", name=f"S{number}", rpo_s=HOUR))
        backup(one, ago(1))
    check_findings(at=NOON)
    with django_assert_max_num_queries(46):
        check_findings(at=NOON, force=True)
