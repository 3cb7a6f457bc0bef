"""The page of a large drill asks the database as often as that of a small one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from drills.models import Inject, Participant
from tests import factories
from tests.drills import world
from tests.factories import login

pytestmark = pytest.mark.django_db
MOST = 45
OTHERS = ("participants/", "timeline/", "safety/")


@pytest.mark.parametrize(
    "place", ["", *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS)]
)
def test_a_large_drill_asks_as_often_as_a_small_one(
    place: str, django_assert_num_queries: Any
) -> None:
    row = world.running_drill("functional")
    client = login(world.the("cora"))
    address = f"/drills/{row.code}/{place}"
    client.get(address)
    with CaptureQueriesContext(connection) as small:
        client.get(address)
    Inject.objects.bulk_create(
        Inject(script=row.script, key=str(number), title_en="More") for number in range(100, 140)
    )
    Participant.objects.bulk_create(
        Participant(drill=row, person=factories.person(f"p{number}")) for number in range(20)
    )
    assert len(small) <= MOST
    with django_assert_num_queries(len(small)):
        client.get(address)
