"""A set whose parent failed is not restorable, however good it is itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backups.domain.chain import obstacle
from backups.models import BackupSet
from backups.services.restorability import settle
from backups.services.sets import quarantine_set, release_set
from backups.services.verification_checks import links_of
from tests import factories
from tests.backups import made
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def chain() -> list[BackupSet]:
    """A full and six incrementals, all verified."""
    policy = made.policy()
    sets: list[BackupSet] = []
    for day in range(7):
        sets.append(
            made.backup_set(
                policy, at=NOON + DAY * day, kind="incremental" if day else "full",
                parent=sets[-1] if sets else None,
            )
        )  # fmt: skip
    return sets


def _states(chain: list[BackupSet]) -> list[str]:
    rows = BackupSet.objects.in_bulk([one.pk for one in chain])
    return [rows[one.pk].obstacle for one in chain]


def _set_state(one: BackupSet, state: str) -> list[int]:
    BackupSet.objects.filter(pk=one.pk).update(state=state, restorable=False, obstacle=state)
    return settle([one.pk], at=NOON)


def test_a_failed_parent_takes_all_that_build_on_it(chain: list[BackupSet]) -> None:
    _set_state(chain[2], "failed")
    assert _states(chain) == ["", "", "failed", *["parent_failed"] * 4]
    assert _set_state(chain[2], "verified") == [one.pk for one in chain[2:]]
    assert _states(chain) == [""] * 7


def test_the_nearest_obstacle_is_told(chain: list[BackupSet]) -> None:
    _set_state(chain[0], "missing")
    _set_state(chain[3], "registered")
    assert _states(chain) == [
        "missing", "parent_missing", "parent_missing", "unverified", *["parent_unverified"] * 3,
    ]  # fmt: skip


def test_an_incremental_without_its_full_is_a_broken_chain(chain: list[BackupSet]) -> None:
    BackupSet.objects.filter(pk=chain[1].pk).update(parent=None)
    settle([chain[1].pk], at=NOON)
    assert _states(chain) == ["", *["no_parent"] * 6]


def test_quarantine_reaches_down_the_chain_until_a_person_releases(
    chain: list[BackupSet],
) -> None:
    admin = factories.user("root", "continuity_manager")
    quarantine_set(chain[1], reason="Looks odd", by=admin, at=NOON)
    assert _states(chain) == ["", "quarantine", *["parent_quarantine"] * 5]
    chain[1].refresh_from_db()
    release_set(chain[1], reason="Checked by hand", by=admin, at=NOON)
    assert _states(chain) == [""] * 7


def test_the_statement_and_the_domain_say_the_same(chain: list[BackupSet]) -> None:
    for place, state in enumerate(["verified", "expired", "failed", "missing", "registered"]):
        _set_state(chain[place], state)
        for one in BackupSet.objects.filter(pk__in=[row.pk for row in chain]):
            assert obstacle(links_of(one)) == one.obstacle


def test_a_circle_ends(chain: list[BackupSet]) -> None:
    BackupSet.objects.filter(pk=chain[0].pk).update(parent=chain[6].pk, kind="incremental")
    settle([chain[0].pk], at=NOON)
    assert set(_states(chain)) == {"no_parent"}


def test_a_chain_of_three_costs_as_many_statements_as_one_of_a_thousand() -> None:
    policy = made.policy("long")
    first = made.backup_set(policy)
    made_sets = [first]
    for day in range(1, 300):
        made_sets.append(
            BackupSet(
                policy=policy, code=f"L-{day}", kind="incremental", state="verified",
                parent=made_sets[-1], restore_point_at=NOON + DAY * day, obstacle="unverified",
            )
        )  # fmt: skip
        made_sets[-1].save()
    with CaptureQueriesContext(connection) as captured:
        changed = settle([first.pk], at=NOON)
    assert (len(changed), len(captured.captured_queries)) == (299, 3)
