"""When an analysis of the stored register is out of date, seen from another connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from bia.analysis.fingerprint import fingerprint
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

Do = Callable[[str], None]


@pytest.fixture
def elsewhere(db: None) -> Iterator[Do]:
    """Runs statements in one transaction of another connection."""
    other = connection.copy()
    other.set_autocommit(False)

    def run(statement: str) -> None:
        with other.cursor() as cursor:
            cursor.execute(statement)

    yield run
    other.rollback()
    other.close()


def test_what_is_written_beside_the_register_changes_nothing(elsewhere: Do) -> None:
    factories.process("road-rescue", department="sales")
    before = fingerprint(NOON)
    elsewhere("UPDATE accounts_department SET name = 'Sales and service'")
    assert fingerprint(NOON) == before


def test_a_writer_under_way_counts_before_and_after_it_commits(elsewhere: Do) -> None:
    """An event of an open transaction may have a smaller id than one already committed."""
    factories.process("road-rescue")
    elsewhere("UPDATE bia_process SET name = 'Towing' WHERE code = 'road-rescue'")
    open_one = fingerprint(NOON)
    factories.process("gift-shop")
    both = fingerprint(NOON)
    elsewhere("COMMIT")
    assert len({open_one, both, fingerprint(NOON)}) == 3


def test_a_writer_that_gave_up_leaves_things_as_they_were(elsewhere: Do) -> None:
    factories.process("road-rescue")
    before = fingerprint(NOON)
    elsewhere("UPDATE bia_process SET name = 'Towing' WHERE code = 'road-rescue'")
    assert fingerprint(NOON) != before
    elsewhere("ROLLBACK")
    assert fingerprint(NOON) == before
