"""The drills of the sample company: a year that was held, and what is still to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bia.models import Measurement
from drills.models import Drill, DrillFinding, DrillSlot
from drills.services.guards import unmet
from followup.models import Clock
from followup.services.timeline import broken_at
from tests.bia.sample_loaded import sample
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[bool]:
    """The sample's own people instead of the cast."""
    with sample(django_db_blocker, "aftersales-complete", "en"):
        yield False


def test_the_year_was_held_with_its_own_numbers() -> None:
    rows = Drill.objects.filter(ended_at__isnull=False).order_by("started_at")
    assert list(rows.values_list("type", "status", "score", "verdict")) == [
        ("full", "closed", Decimal("93.33"), "excellent"),
        ("tabletop", "closed", Decimal("71.67"), "improve"),
        ("functional", "closed", Decimal("75.83"), "partly"),
        ("functional", "closed", Decimal("70.31"), "partly"),
        ("tabletop", "closed", Decimal("82.50"), "good"),
        ("functional", "closed", Decimal("100.00"), "excellent"),
        ("functional", "reporting", Decimal("96.88"), "excellent"),
    ]


def test_its_programme_has_what_was_met_late_and_missed() -> None:
    over = DrillSlot.objects.filter(period_end__lt=NOON.date())
    found = Counter(over.values_list("policy__code", "state"))
    assert {key: n for key, n in found.items() if key[0] != "RESTORE-M"} == {
        ("FULL-Y", "met"): 1,
        ("FUNCTIONAL-M", "met"): 4,
        ("FUNCTIONAL-M", "missed"): 2,
        ("SWITCHOVER-Q", "met"): 2,
        ("SWITCHOVER-Q", "missed"): 1,
        ("TABLETOP-Q", "late"): 1,
        ("TABLETOP-Q", "met"): 1,
        ("TABLETOP-Q", "missed"): 1,
    }


def test_one_is_ready_to_start_and_one_comes_without_notice() -> None:
    coming = Drill.objects.filter(started_at=None).order_by("planned_start")
    assert list(coming.values_list("status", "no_notice")) == [
        ("ready", False), ("planned", True), ("planned", False),
    ]  # fmt: skip
    ready = coming[0]
    assert unmet(ready, "start", by=ready.created_by, at=NOON) == []


def test_a_finding_keeps_the_loss_it_avoided() -> None:
    """S3-037: a table was missing from the backup."""
    row = DrillFinding.objects.get(avoided_loss__isnull=False)
    assert (row.avoided_loss, row.action is not None) == (Decimal(5_000_000), True)


def test_only_the_follow_up_of_customers_was_measured() -> None:
    found = Measurement.objects.filter(source__contains="DRL-")
    assert list(found.values_list("process__code", "kind", "value_s", "confidence")) == [
        ("follow-up", "rto", 3120, "measured")
    ]


def test_nothing_of_what_is_over_still_runs_and_nobody_altered_a_timeline() -> None:
    over = Drill.objects.filter(ended_at__isnull=False)
    numbers = over.filter(incident__isnull=False).values_list("incident__number", flat=True)
    left = Clock.objects.live().filter(subject_kind="incident", subject_code__in=numbers)
    assert left.count() == 0
    assert {broken_at(one.timeline.order_by("seq")) for one in Drill.objects.all()} == {None}
