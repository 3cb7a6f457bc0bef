"""Rows go after their time; what proves something stays."""

from __future__ import annotations

import pytest

from backups.models import Heartbeat, LocationReading
from backups.services.tidying import tidy
from tests.backups.rhythm_world import ago, location, policy
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_old_calls_go_but_the_newest_that_ended_a_run() -> None:
    one, silent = policy(), policy()
    for of, days in ((one, 500), (one, 450), (one, 10), (silent, 600), (silent, 500)):
        Heartbeat.objects.create(policy=of, kind="success", at=ago(days=days))
    assert tidy(at=NOON)["heartbeats"] == 3
    assert sorted(Heartbeat.objects.values_list("policy", "at")) == sorted(
        [(one.pk, ago(days=10)), (silent.pk, ago(days=500))]
    )


def test_readings_of_space_go() -> None:
    place = location()
    for days in (401, 399):
        LocationReading.objects.create(
            location=place, at=ago(days=days), free_bytes=1, total_bytes=2
        )
    assert tidy(at=NOON)["readings"] == 1
    assert tidy(at=NOON) == dict.fromkeys(
        ("heartbeats", "readings", "seen_files", "pieces", "manifests"), 0
    )
