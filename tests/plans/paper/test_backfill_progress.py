"""How far each shop is, the daily tidying, and what the activation's verbs start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from followup.models import Clock
from plans.backfill_news import Backfills
from plans.backfill_progress import of_activation, progress_of
from plans.jobs.tidy import tidy_now
from plans.models import Backfill, FormSheet, FormStock, PlanActivation
from plans.services import backfill_clock, backfills, sheets
from plans.services.activation_ending import restore_activation
from plans.services.backfill_rows import enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


def test_lag_and_time_left_of_each_shop(ops: User) -> None:
    batch = world.batch(ops)
    enter_rows(batch, [line("CSM-000001", 1), line("CSM-000001", 2)], by=ops, at=NOON)
    sheet = FormSheet.objects.get(serial="CSM-000001")
    sheets.account_for(sheet, state="returned", rows_written=4, by=ops, at=NOON)
    batch.refresh_from_db()
    [one] = progress_of([batch], at=NOON + timedelta(seconds=59))
    assert (one.sheets, one.sheets_out, one.written, one.entered) == (2, 1, 4, 2)
    assert (one.lag_s, one.left_s, one.late, one.percent) == (2 * 3600, 2 * 3600 - 60, False, 16)
    [late] = progress_of([batch], at=NOON + timedelta(hours=3))
    assert (late.late, late.over_s) == (True, 3600)


def test_the_shop_furthest_behind_comes_first(ops: User) -> None:
    first = world.batch(ops)
    second = world.batch(ops, store=world.store("south"), form=first.form)
    Backfill.objects.filter(pk=first.pk).update(state="closed", totals={"rows": 7})
    whole, found = of_activation(first.activation, at=NOON)
    assert [one.batch.code for one in found] == [second.code, first.code]
    assert (whole.shops, whole.reconciled, whole.late, whole.rows) == (2, 1, 0, 7)
    assert (whole.percent, whole.worst_lag_s) == (50, 2 * 3600)


def test_the_progress_asks_twice_for_any_number_of_shops(
    ops: User, django_assert_num_queries: object
) -> None:
    batch = world.batch(ops)
    world.batch(ops, store=world.store("south"), form=batch.form)
    found = list(Backfill.objects.for_list())
    with django_assert_num_queries(2):  # type: ignore[operator]
        progress_of(found, at=NOON)


def test_restoring_the_activation_starts_the_clock_of_every_shop(ops: User) -> None:
    run = world.activation(ops, restored_at=None)
    batch = world.batch(ops, activation=run)
    restore_activation(run, by=ops, at=NOON)
    clock = Clock.objects.get(kind="backfill")
    assert (clock.subject_code, clock.due_at) == (batch.code, NOON + timedelta(hours=4))
    assert backfill_clock.keep_clocks(at=NOON) == 0


def test_a_recovery_written_past_the_verb_starts_the_clock_too(ops: User) -> None:
    world.batch(ops, activation=world.activation(ops, restored_at=None))
    PlanActivation.objects.update(restored_at=NOON)
    assert backfill_clock.keep_clocks(at=NOON) == 1
    assert backfill_clock.keep_clocks(at=NOON) == 0


def test_the_clock_tells_the_lead_and_the_owner_of_the_process(ops: User) -> None:
    lead, head = factories.person("lead"), factories.person("head")
    process = factories.process("after-sales", owner=factories.person("owner"))
    shop = world.store(lead=lead, manager=head)
    batch = world.batch(ops, store=shop, form=world.form(ops, process=process))
    subject = Backfills().load([batch.code])[batch.code]
    told = {role: [one.person.code for one in people] for role, people in subject.roles.items()}
    assert told == {
        "store_leads": ["lead"], "store_managers": ["head"], "process_owner": ["owner"],
        "owner": ["owner"],
    }  # fmt: skip
    assert subject.is_open


def test_tidying_tells_purges_and_starts_what_was_left(ops: User) -> None:
    batch = world.batch(ops)
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    FormStock.objects.create(form=batch.form, store=batch.store, minimum=3)
    Backfill.objects.update(state="closed", closed_at=NOON)
    later = NOON + timedelta(days=200)
    assert tidy_now(at=later) == {"rows_purged": 1, "stocks_told": 1, "clocks_kept": 0}
    assert tidy_now(at=later) == {"rows_purged": 0, "stocks_told": 0, "clocks_kept": 0}
    assert backfills.locked(batch).purged_at == later
