"""One's own days away, entered on one's own page."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_days_away_are_kept(client):
    user = factories.user("alice", "process_owner")
    person = factories.person("alice", user=user)
    client.force_login(user)
    answer = client.post("/me/absence/", {"away_from": "2026-03-01", "away_until": "2026-03-05"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.away_from, person.away_until) == (date(2026, 3, 1), date(2026, 3, 5))


def test_an_absence_that_ends_before_it_begins_is_refused(client):
    user = factories.user("alice", "process_owner")
    factories.person("alice", user=user)
    client.force_login(user)
    answer = client.post("/me/absence/", {"away_from": "2026-03-05", "away_until": "2026-03-01"})
    assert answer.status_code == 200
    assert "An absence begins before it ends." in answer.content.decode()


def test_who_is_nobody_among_the_people_has_no_such_page(client):
    client.force_login(factories.user("bob", "process_owner"))
    assert client.get("/me/absence/").status_code == 404
