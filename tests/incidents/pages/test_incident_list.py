"""The list: open ones first, drills apart, one number of queries, asked for every 15 seconds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.services.logbook import log
from tests.incidents import world

pytestmark = pytest.mark.django_db

PAGE = "/incidents/"
HTMX = {"HX-Request": "true", "HX-Target": "listing-results"}


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(world.the("charlie"))
    return client


def numbers(answer: Any) -> list[str]:
    found = re.findall(r'class="code"><a href="/incidents/([^/]+)/"', answer.content.decode())
    return list(dict.fromkeys(found))


def since(answer: Any) -> str:
    return re.findall(r'"since": "([^"]*)"', answer.content.decode())[0]


def test_open_ones_stand_first(reader: Client) -> None:
    old = world.declared(at=world.clock("09:00"))
    over = world.declared(at=world.clock("11:00"), title="Nothing")
    world.verbs.cancel(over, reason="False alarm", by=world.the("mia"), at=world.clock("11:01"))
    assert numbers(reader.get(PAGE)) == [old.number, over.number]
    assert numbers(reader.get(f"{PAGE}?stands=over")) == [over.number]
    assert numbers(reader.get(f"{PAGE}?stands=open")) == [old.number]


def test_drills_stand_in_it_only_when_asked_for(reader: Client) -> None:
    real = world.declared()
    drill = world.declared(mode="drill", drill_code="DRL-2026-0001", title="Exercise")
    assert numbers(reader.get(PAGE)) == [real.number]
    assert numbers(reader.get(f"{PAGE}?mode=drill")) == [drill.number]


def test_filters_by_grade_system_and_words(reader: Client) -> None:
    one = world.responding("I")
    two = world.declared(systems=[(world.stock(), "full")], title="Stock is slow")
    assert numbers(reader.get(f"{PAGE}?grade=I")) == [one.number]
    assert numbers(reader.get(f"{PAGE}?system=stock")) == [two.number]
    assert numbers(reader.get(f"{PAGE}?process=road-rescue")) == [one.number]
    assert numbers(reader.get(f"{PAGE}?search=slow")) == [two.number]


def test_it_asks_again_and_gets_204_until_something_happens(reader: Client) -> None:
    row = world.responding()
    state = since(reader.get(PAGE))
    address = f"{PAGE}?stands=open&since={state}"
    assert reader.get(address, headers=HTMX).status_code == 204
    log(row, text="x", by=world.the("dan"), at=row.assessed_at)
    answer = reader.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert since(answer) != state
    assert "since=" not in answer.content.decode()


def test_the_queries_are_the_same_for_one_and_for_three(reader: Client) -> None:
    counts = []
    for round_ in range(3):
        world.responding(at=world.clock(f"10:{round_}0"))
        with CaptureQueriesContext(connection) as queries:
            reader.get(PAGE)
        counts.append(len(queries))
    assert counts[1] == counts[2]
    assert counts[2] <= 13
