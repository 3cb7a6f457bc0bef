"""Declaring an incident."""

from __future__ import annotations

import pytest

from incidents.models import Status
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def test_a_declared_incident_has_a_number_and_its_instants() -> None:
    row = world.declared()

    assert row.number == "INC-2026-0001"
    assert row.status == Status.REPORTED
    assert row.occurred_at == clock("10:00")
    assert row.detected_at == clock("10:04")


def test_world_goes_as_far_as_asked() -> None:
    assert world.responding("I").status == Status.RESPONDING
