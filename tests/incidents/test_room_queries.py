"""How often the war room asks the database, for one incident with everything in it."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.incidents.world import clock, responding, the

pytestmark = pytest.mark.django_db


def test_the_room_asks_nothing_twice(client):
    incident = responding()
    client.force_login(the("carl"))
    with time_machine.travel(clock("10:20"), tick=False):
        client.get(incident.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(incident.get_absolute_url()).status_code == 200
    tables = [one["sql"].partition(" FROM ")[2].split()[0] for one in captured]
    once = (
        "incidents_escalationstep", "incidents_incidentsystem", "plans_planactivation",
        "accounts_organisation",
    )  # fmt: skip
    assert {name: tables.count(f'"{name}"') for name in once} == dict.fromkeys(once, 1)
    assert len(captured) <= 35
