"""What the tests of the sample share is what loading it wrote, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bia.models import Process
from tests.bia import sample_kept
from tests.bia.sample_loaded import sample

NAME = ("aftersales-complete", "en")


@pytest.fixture
def kept(django_db_setup: None, django_db_blocker: Any) -> sample_kept.Rows:
    """The rows as they stood when the services had written them."""
    with sample(django_db_blocker, *NAME):
        return sample_kept.read(sample_kept.file_of("-".join([*NAME, "noon"])))


def test_all_rows_come_back_with_their_history(
    kept: sample_kept.Rows, django_db_setup: None, django_db_blocker: Any
) -> None:
    with sample(django_db_blocker, *NAME):
        again = sample_kept.rows()
        count = Process.objects.count()
    assert (len(kept.tables) > 100, count) == (True, 8)
    assert _lines(again) == _lines(kept)
    assert all(again.sequences[name] >= last for name, last in kept.sequences.items())


def _lines(rows: sample_kept.Rows) -> dict[str, list[bytes]]:
    """The order in which a table gives its rows, unasked, is nobody's."""
    return {name: sorted(content.splitlines()) for name, content in rows.tables.items()}


def test_triggers_watch_again(
    kept: sample_kept.Rows, django_db_setup: None, django_db_blocker: Any
) -> None:
    with sample(django_db_blocker, *NAME), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE bia_processevent SET name = name || '!'")
        cursor.execute("SELECT count(*) FROM bia_processevent")
        before = cursor.fetchone()
        Process.objects.filter(code="booking").update(name="!")
        cursor.execute("SELECT count(*) - 1 FROM bia_processevent")
        assert cursor.fetchone() == before


def test_no_row_of_ours_refers_to_what_is_left_out(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE confrelid = ANY"
            " (ARRAY['auth_permission', 'django_content_type']::regclass[]) ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == [
            "auth_group_permissions",
            "auth_permission",
        ]
