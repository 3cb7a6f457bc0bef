"""Five thousand lines at once, and two people who enter the same row in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import process_time

import pytest
from django.db import connection
from django.db.models import Count

from lib.errors import Refused
from plans.models import Backfill, BackfillRow
from plans.services.backfill_import import paste_rows
from plans.services.backfill_rows import Entered, enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_keeps_the_row_and_the_other_is_told() -> None:
    ops = factories.user("ops", "it_operations")
    batch = world.batch(ops)
    people = [factories.user(name, "it_operations") for name in ("ann", "ben", "cid")]

    def enter(number: int) -> Entered:
        try:
            plate = f"京A0000{number}"
            return enter_rows(
                Backfill.objects.get(pk=batch.pk),
                [line("CSM-000001", 1, plate=plate), line("CSM-000001", number + 2)],
                by=people[number],
                at=NOON,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(enter, range(3)))
    assert sorted((one.added, len(one.wrong)) for one in done) == [(1, 1), (1, 1), (2, 0)]
    assert BackfillRow.objects.count() == 4


@pytest.mark.django_db
def test_more_than_five_thousand_lines_are_refused() -> None:
    ops = factories.user("ops", "it_operations")
    batch = world.batch(ops)
    with pytest.raises(Refused):
        paste_rows(batch, "CSM-000001\t1\n" * 5001, by=ops, at=NOON)


@pytest.mark.slow
@pytest.mark.django_db
def test_five_thousand_lines_are_kept_in_seconds() -> None:
    ops = factories.user("ops", "it_operations")
    batch = world.batch(ops, quantity=417)
    lines = []
    for n in range(5000):
        time = "25:61" if n % 500 == 0 else f"{14 + n // 60 % 6}:{n % 60:02d}"
        cells = [f"CSM-{n // 12 + 1:06d}", str(n % 12 + 1), time, f"京A{n:05d}", "张先生"]
        lines.append("\t".join([*cells, "13812345678", "保养", "16:00", "李明"]))
    started = process_time()
    done = paste_rows(batch, "\n".join(lines), by=ops, at=NOON)
    assert process_time() - started < 30
    assert (done.added, done.wrong_lines) == (4990, 10)
    assert {one.column for one in done.wrong} == {"time"}
    counted = BackfillRow.objects.aggregate(rows=Count("pk"), sheets=Count("sheet", distinct=True))
    assert counted == {"rows": 4990, "sheets": 417}
    again = paste_rows(batch, "\n".join(lines), by=ops, at=NOON)
    assert (again.added, again.unchanged, again.wrong_lines) == (0, 4990, 10)
