"""How many queries the API of incidents asks, and what declaring costs."""

from __future__ import annotations

from typing import Any

import pytest

from incidents.services import incidents as verbs
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db

LIST = "/api/v1/incidents/"
# Part → most queries, however many rows there are.
PARTS = {
    "": 13, "events": 13, "impacts": 8, "reports": 8, "decisions": 8, "messages": 8,
    "contacts": 9, "steps": 9, "roles": 8, "clocks": 8, "escalation": 8, "loss": 12,
}  # fmt: skip


def queries(client: Any, path: str, counter: Any) -> int:
    with counter(40) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_list_asks_the_same_however_long(django_assert_max_num_queries: Any) -> None:
    client = factories.api(world.the("mia"))
    client.get(LIST)
    counts = []
    for minutes in (4, 5):
        for n in range(2):
            world.declared(at=clock(f"10:0{minutes}"), title=f"Again {n}")
        counts.append(queries(client, LIST, django_assert_max_num_queries))
    assert counts[0] == counts[1] <= 17


def test_no_part_asks_more_with_more_rows(django_assert_max_num_queries: Any) -> None:
    row = world.responding()
    client = factories.api(world.the("carl"))
    carl = world.the("carl")
    first = {}
    for rounds in range(2):
        for n in range(3):
            at = clock(f"10:{10 + 10 * rounds + n}")
            verbs.submit_report(row, happened="x", by=carl, at=at)
            verbs.decide(row, question="q", choice="c", by=carl, at=at)
            verbs.draft(row, audience="staff", subject_en="s", body_en="b", by=carl, at=at)
        counted = {
            part: queries(
                client, f"{LIST}{row.number}/{part}/".replace("//", "/"),
                django_assert_max_num_queries,
            )
            for part in PARTS
        }  # fmt: skip
        first = first or counted
        assert {part: n for part, n in counted.items() if n > first[part]} == {}
        assert {part: n for part, n in counted.items() if n > PARTS[part]} == {}


def test_nothing_new_is_one_question_about_the_incident(django_assert_max_num_queries: Any) -> None:
    """The others say who asks: the token, the login and their roles."""
    row = world.declared()
    client = factories.api(world.the("mia"))
    client.get(LIST)
    with django_assert_max_num_queries(5) as seen:
        answer = client.get(f"{LIST}{row.number}/feed/?since={row.seq + 99}")
    asked = [one["sql"] for one in seen if 'FROM "incidents_incident"' in one["sql"]]
    assert (answer.status_code, len(asked)) == (204, 1)


def test_declaring_asks_a_bounded_number_of_questions(django_assert_max_num_queries: Any) -> None:
    """Card, clocks, call list, ladder and messages begin in the one transaction."""
    world.people()
    world.dispatch()
    client = factories.api(world.the("rita"))
    body = {"title": "Down", "systems": ["dispatch"], "regions": "all"}
    client.post(LIST, body)
    with django_assert_max_num_queries(70):
        assert client.post(LIST, body).status_code == 201
