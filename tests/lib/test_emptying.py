"""What a test that commits leaves is gone before the next one, also rows that only grow."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from bia.models import Process
from tests import emptying, factories


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(emptying._asking())
        return sorted(name.strip('"') for (name,) in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("large", [emptying.LARGE, 0])
def test_rows_and_their_history_go_and_content_types_stay(
    large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.process("sales")
    assert {"bia_process", "bia_processevent"} <= set(_filled())
    types = ContentType.objects.count()
    monkeypatch.setattr(emptying, "LARGE", large)
    TransactionTestCase._fixture_teardown(None)
    assert _filled() == []
    assert (Process.objects.count(), ContentType.objects.count()) == (0, types)
