"""What the rules raise on the sample company, with its numbers (AT-046: X3, X11, X14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from bia.findings.telling import Telling
from bia.models import DrCatalogue, Finding, LossProfile, RecoveryOption
from bia.services.findings import check_findings
from tests.bia.findings_world import OWN
from tests.bia.sample_loaded import sample
from tests.factories import NOON

pytestmark = pytest.mark.django_db

HOUR = 3600

X3 = {
    "catalogue": "source",
    "level": 3,
    "best_rto_s": 12 * HOUR,
    "best_rpo_s": HOUR,
    "rto_s": 4 * HOUR,
    "rpo_s": 4 * HOUR,
    "over_rto_s": 8 * HOUR,
    "over_rpo_s": 0,
    "rto_by": None,
    "rpo_by": None,
    "needed": 4,
    "critical": True,
}
X11 = {
    "rto_s": 2 * HOUR,
    "wrt_s": 4 * HOUR,
    "sum_s": 6 * HOUR,
    "mtd_s": 4 * HOUR,
    "over_s": 2 * HOUR,
    "blocking": False,
    "critical": True,
}
X11_OF_BOTH = {
    ("reentry_over_mtd", "process:booking"): X11,
    ("reentry_over_mtd", "process:reception"): X11,
}


def _x14(process: str, *, critical: bool) -> dict[str, Any]:
    return {
        "processes": [process],
        "critical_processes": [process] if critical else [],
        "without_mtd": [process],
        "critical": critical,
    }


AS_STATED = X11_OF_BOTH | {
    ("dr_level_too_low", "system:inventory"): X3,
    ("system_without_rto", "system:workorder"): _x14("process:repair", critical=True),
    ("system_without_rto", "system:finance"): _x14("process:settlement", critical=True),
    ("system_without_rto", "system:crm"): _x14("process:follow-up", critical=False),
}
COMPLETE = X11_OF_BOTH | {("dr_level_too_low", "system:inventory"): X3}


@pytest.fixture(scope="module", params=["aftersales", "aftersales-complete"])
def variant(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with sample(django_db_blocker, request.param, "en"):
        yield request.param


def test_exactly_the_sources_contradictions_are_raised(variant: str) -> None:
    """AT-046: X3, X11 and X14 as stated; what is filled in ends X14; nothing is invented."""
    rows = Finding.objects.filter(rule__in=OWN)
    found = {(one.rule, one.subject): one.params for one in rows}
    assert found == (AS_STATED if variant == "aftersales" else COMPLETE)
    assert set(Finding.objects.values_list("state", flat=True)) == {"open"}


def test_a_second_check_changes_nothing(variant: str) -> None:
    before = list(Finding.objects.order_by("pk").values())
    checked = check_findings(at=NOON, force=True)
    assert (checked.raised, checked.changed, checked.cleared) == (0, 0, 0)
    assert list(Finding.objects.order_by("pk").values()) == before


def test_a_finding_tells_its_numbers_in_both_languages(variant: str) -> None:
    telling = Telling(None, NOON)
    level = Finding.objects.get(rule="dr_level_too_low")
    reentry = Finding.objects.get(rule="reentry_over_mtd", subject="process:booking")
    with translation.override("en"):
        assert telling.text(level) == (
            "Level 3 is back after 12 h at its best, 4 h are required: 8 h too long."
            " Level 4 is needed."
        )
        assert telling.text(reentry) == (
            "If re-entry blocks the business, an RTO of 2 h and 4 h of re-entry are 6 h, 2 h over"
            " the MTD of 4 h. Say in the register whether it does."
        )
    with translation.override("zh-hans"):
        told = telling.text(level) + telling.text(reentry)
    assert [one for one in ("12 小时", "8 小时", "6 小时", "2 小时") if one not in told] == []


def test_the_sample_uses_the_sources_own_levels(variant: str) -> None:
    assert DrCatalogue.objects.get(in_use=True).code == "source"


def test_the_complete_variant_brings_what_levels_cost(variant: str) -> None:
    options = RecoveryOption.objects.order_by("system__code", "level")
    if variant == "aftersales":
        assert not options.exists()
        return
    plan = {"dispatch": 5, "csm": 4, "inventory": 3, "finance": 3, "bi": 2, "reports": 1}
    cost = {(one.system.code, one.level): one.annual_cost for one in options}
    assert len(cost) == 36
    assert sum(cost[pair] for pair in plan.items()) == 5_000_000
    assert sum(cost[code, 5] for code in plan) == 15_000_000
    assert [(one.rto_s, one.rpo_s) for one in options.filter(system__code="bi")] == [
        *((345_600, 172_800), (86_400, 86_400), (43_200, 14_400)),
        *((7200, 900), (900, 300), (300, 0)),
    ]
    profile = LossProfile.objects.get()
    assert (str(profile.process), str(profile.per_year)) == ("Road rescue", "0.5000")
