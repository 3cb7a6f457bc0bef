"""What the plans of the sample company raise, with its numbers (X4, X5, X6, X7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bia.finding_rules import rule_of
from bia.models import Finding
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db

MINUTE, HOUR = 60, 3600

X4 = {
    "data": "Parts inventory data", "worst_s": 24 * HOUR, "rpo_s": 4 * HOUR, "over_s": 20 * HOUR,
    "by": "process:parts", "level": 3, "promised_s": 4 * HOUR, "critical": True,
}  # fmt: skip
X5 = {
    "data": "Service transactions", "level": 4, "best_rpo_s": 15 * MINUTE, "rpo_s": 5 * MINUTE,
    "over_s": 10 * MINUTE, "needed": 5, "critical": True,
}  # fmt: skip
X6 = {
    "data": "Customer data", "worst_s": 24 * HOUR, "rpo_s": HOUR, "over_s": 23 * HOUR,
    "by": "process:booking", "level": 4, "promised_s": HOUR, "critical": True,
}  # fmt: skip
X7 = {
    "data": "Historical statistics", "worst_s": 168 * HOUR, "rpo_s": 24 * HOUR,
    "over_s": 144 * HOUR, "by": None, "level": 2, "promised_s": 24 * HOUR, "critical": False,
}  # fmt: skip
SOURCE = {
    ("backup_plan_misses_rpo", "system:inventory/Parts inventory data"): X4,
    ("backup_level_misses_rpo", "system:csm/Service transactions"): X5,
    ("backup_plan_misses_rpo", "system:csm/Customer data"): X6,
    ("backup_plan_misses_rpo", "system:bi/Historical statistics"): X7,
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales", "en"):
        yield


def test_the_plans_contradict_the_needs_by_exactly_the_sources_numbers(loaded: None) -> None:
    """X4: 20 h, X5: 10 min, X6: 23 h, X7: 144 h; each told with the level that contradicts it."""
    rows = Finding.objects.filter(rule__in=["backup_plan_misses_rpo", "backup_level_misses_rpo"])
    assert {(one.rule, one.subject): one.params for one in rows} == SOURCE
    assert set(rows.values_list("state", flat=True)) == {"open"}


def test_what_the_plan_leaves_out_is_raised(loaded: None) -> None:
    """T11 names four systems; a critical process needs two others."""
    rows = Finding.objects.filter(rule="system_without_backup")
    assert sorted(rows.values_list("subject", flat=True)) == ["system:dispatch", "system:workorder"]


def test_a_finding_tells_its_numbers_in_the_readers_language(loaded: None) -> None:
    row = Finding.objects.get(rule="backup_plan_misses_rpo", subject__startswith="system:inv")
    rule = rule_of(row.rule)
    assert rule is not None
    assert rule.words(row.params, lambda key: key) == (
        "Parts inventory data: the plan loses up to 24 h, 4 h are allowed: 20 h too much."
        " Asked for by process:parts."
        " Its recovery level 3 promises at most 4 h: one of the two is not true."
    )
