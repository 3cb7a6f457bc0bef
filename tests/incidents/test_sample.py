"""The incidents of the sample company: three that are over, one that runs at the loading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bia.models import Measurement
from followup.models import Clock
from followup.services.timeline import broken_at
from incidents.models import CommsMessage, Incident, Review
from tests.bia.sample_loaded import sample
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[bool]:
    """The sample's own people instead of the cast."""
    with sample(django_db_blocker, "aftersales-complete", "en"):
        yield False


def test_three_are_over_and_one_runs() -> None:
    rows = Incident.objects.real().order_by("number").values_list("status", "grade__code")
    assert list(rows) == [
        ("closed", "I"), ("closed", "II"), ("cancelled", None), ("responding", "III"),
    ]  # fmt: skip


def test_the_reviews_are_approved_and_one_left_an_action() -> None:
    assert set(Review.objects.values_list("state", flat=True)) == {"approved"}
    assert Review.objects.count() == 2


def test_the_rescue_missed_its_rto_as_the_source_tells() -> None:
    found = Measurement.objects.filter(process__code="road-rescue", source__contains="INC-")
    assert sorted(found.values_list("kind", "value_s")) == [("rpo", 180), ("rto", 3480)]


def test_clocks_run_for_the_open_one_only() -> None:
    live = Clock.objects.live().filter(subject_kind__in=["incident", "impact"], due_at__gt=NOON)
    number = Incident.objects.get(status="responding").number
    assert {one.split(":")[0] for one in live.values_list("subject_code", flat=True)} == {number}


def test_nobody_altered_a_timeline() -> None:
    broken = [broken_at(one.timeline.order_by("seq")) for one in Incident.objects.real()]
    assert broken == [None] * 4


def test_the_shops_were_told() -> None:
    row = CommsMessage.objects.get()
    assert (row.incident.grade.code, row.audience, row.state) == ("II", "stores", "sent")
    assert "{" not in row.body_en + row.body_zh
