"""Lists ask the database as often for three rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tests.backups.story import Story, story
from tests.factories import NOON


@pytest.fixture
def told(db: None) -> Story:
    return story(NOON)


@pytest.mark.parametrize(
    "noun", ["locations", "policies", "sets", "verifications", "restore-tests"]
)
def test_a_list_asks_a_constant_number_of_questions(noun: str, told: Story, manager: User) -> None:
    client, counts = factories.login(manager), []
    # The first page fills what is kept for all of them.
    for limit in (1, 1, 3):
        with CaptureQueriesContext(connection) as questions:
            assert client.get(f"/backups/{noun}/?limit={limit}").status_code == 200
        counts.append(len(questions))
    assert counts[1] == counts[2]
