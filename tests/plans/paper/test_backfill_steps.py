"""A batch from the first row to the purge: guards, the second person, balance, ticks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from followup.models import Clock, Notification
from lib.errors import GuardsUnmet, Refused
from plans.models import Backfill, BackfillRow, FormSheet, PlanActivation
from plans.services import backfill_clock, backfill_purge, backfills, sheets, stock
from plans.services.backfill_checking import check_rows
from plans.services.backfill_posting import tick_posted, tick_resent
from plans.services.backfill_rows import enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line

pytestmark = pytest.mark.django_db
COUNTED = {"李明": 3}


@pytest.fixture(autouse=True)
def _policies() -> None:
    from followup.services.policies import load_policies

    load_policies(at=NOON)


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def bob() -> User:
    return factories.user("bob", "it_operations")


@pytest.fixture
def batch(ops: User) -> Backfill:
    """Three rows on one sheet, the other came back blank."""
    found = world.batch(ops)
    enter_rows(found, [line("CSM-000001", row) for row in (1, 2, 3)], by=ops, at=NOON)
    account(ops, "CSM-000001", state="returned", rows_written=3)
    account(ops, "CSM-000002", state="blank")
    return Backfill.objects.get()


def account(by: User, serial: str, **fields: Any) -> FormSheet:
    sheet = FormSheet.objects.get(serial=serial)
    return sheets.account_for(sheet, by=by, at=NOON, **fields)


def checked(batch: Backfill, ops: User, bob: User) -> Backfill:
    backfills.send_to_checking(batch, by=ops, at=NOON, seed=7)
    ids = batch.rows.values_list("pk", flat=True)
    check_rows(batch, verdicts=dict.fromkeys(ids, "ok"), by=bob, at=NOON)
    return Backfill.objects.get()


def codes(refusal: Any) -> list[str]:
    return [one.code for one in refusal.value.problems]


def test_the_whole_way(batch: Backfill, ops: User, bob: User) -> None:
    checked(batch, ops, bob)
    backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    PlanActivation.objects.update(integrity_at=NOON)
    assert tick_posted(batch, rows=None, by=ops, at=NOON) == 3
    assert tick_posted(batch, rows=None, by=ops, at=NOON) == 0
    assert tick_resent(batch, rows=[batch.rows.first().pk], by=ops, at=NOON) == 1
    backfills.finish_posting(batch, by=ops, at=NOON)
    done = backfills.close(batch, by=ops, at=NOON)
    assert done.state == "closed"
    assert done.totals["sheets"] == {"returned": 1, "blank": 1}
    kept = ("written", "entered", "void", "difference", "posted", "resent", "rows", "exception")
    assert [done.totals[key] for key in kept] == [3, 3, 0, 0, 3, 1, 3, False]
    assert FormSheet.objects.get(serial="CSM-000002").state == "stock"
    assert list(done.log.values_list("what", flat=True)) == [
        "opened", "sheets_issued", "rows_entered", "sheet_returned", "sheet_blank", "checking",
        "rows_checked", "counted", "reconciled", "rows_posted", "orders_resent", "posted", "closed",
    ]  # fmt: skip


def test_a_sheet_that_is_out_holds_the_batch_back(batch: Backfill, ops: User) -> None:
    account(ops, "CSM-000002", state="issued")
    with pytest.raises(GuardsUnmet) as refusal:
        backfills.send_to_checking(batch, by=ops, at=NOON)
    assert codes(refusal) == ["sheets_out"]


def test_nobody_checks_their_own_rows(batch: Backfill, ops: User) -> None:
    backfills.send_to_checking(batch, by=ops, at=NOON)
    ids = batch.rows.values_list("pk", flat=True)
    with pytest.raises(GuardsUnmet) as refusal:
        check_rows(batch, verdicts=dict.fromkeys(ids, "ok"), by=ops, at=NOON)
    assert codes(refusal) == ["own_rows"]


def test_a_fifth_of_more_than_fifty_rows_and_all_after_an_error(ops: User, bob: User) -> None:
    batch = world.batch(ops, quantity=6)
    lines = [line(f"CSM-{n // 12 + 1:06d}", n % 12 + 1, n + 1) for n in range(60)]
    enter_rows(batch, lines, by=ops, at=NOON)
    for number in range(1, 6):
        account(ops, f"CSM-{number:06d}", state="returned", rows_written=12)
    account(ops, "CSM-000006", state="blank")
    backfills.send_to_checking(batch, by=ops, at=NOON, seed=7)
    drawn = set(batch.rows.filter(in_sample=True).values_list("sheet__serial", "row"))
    assert len(drawn) == 12
    backfills.reopen(batch, reason="look again", by=ops, at=NOON)
    backfills.send_to_checking(batch, by=ops, at=NOON, seed=7)
    assert set(batch.rows.filter(in_sample=True).values_list("sheet__serial", "row")) == drawn
    found = Backfill.objects.get()
    assert (found.sample_percent, found.totals["sample"]) == (
        20, {"seed": 7, "of": 60, "rows": 12},
    )  # fmt: skip
    one = batch.rows.filter(in_sample=True).first()
    assert one is not None
    check_rows(batch, verdicts={one.pk: "wrong"}, by=bob, at=NOON)
    found.refresh_from_db()
    assert (found.sample_percent, batch.rows.filter(in_sample=True).count()) == (100, 60)


def test_a_wrong_row_is_mended_and_checked_again_by_another(
    batch: Backfill, ops: User, bob: User
) -> None:
    backfills.send_to_checking(batch, by=ops, at=NOON)
    first, *others = batch.rows.order_by("row")
    verdicts = {first.pk: "wrong"} | {one.pk: "ok" for one in others}
    check_rows(batch, verdicts=verdicts, by=bob, at=NOON)
    with pytest.raises(GuardsUnmet) as refusal:
        backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    assert codes(refusal) == ["wrong_rows"]
    enter_rows(batch, [line("CSM-000001", 1, plate="京A99999", version=2)], by=bob, at=NOON)
    with pytest.raises(GuardsUnmet):
        check_rows(batch, verdicts={first.pk: "ok"}, by=bob, at=NOON)
    check_rows(batch, verdicts={first.pk: "ok"}, by=ops, at=NOON)
    assert backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED).state == "reconciled"


@pytest.mark.parametrize("counted", [{"李明": 2}, {}, {"李明": 3, "王芳": 1}])
def test_totals_of_advisers_balance_or_are_explained(
    batch: Backfill, ops: User, bob: User, counted: dict[str, int]
) -> None:
    checked(batch, ops, bob)
    with pytest.raises(GuardsUnmet) as refusal:
        backfills.reconcile(batch, by=bob, at=NOON, counted=counted)
    assert codes(refusal) == ["not_balanced"]
    done = backfills.reconcile(
        batch, by=bob, at=NOON, counted=counted, explanation="One was for another shop."
    )
    assert (done.state, done.totals["balanced"]) == ("reconciled", False)


def test_rows_on_paper_are_rows_entered_and_void(batch: Backfill, ops: User, bob: User) -> None:
    account(ops, "CSM-000001", state="returned", rows_written=5, rows_void=1)
    checked(batch, ops, bob)
    with pytest.raises(GuardsUnmet) as refusal:
        backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    assert codes(refusal) == ["not_balanced"]
    account(ops, "CSM-000001", state="returned", rows_written=4, rows_void=1)
    done = backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    assert (done.totals["written"], done.totals["entered"], done.totals["void"]) == (4, 3, 1)


def test_a_lost_sheet_is_signed_estimated_and_an_exception(
    batch: Backfill, ops: User, bob: User
) -> None:
    with pytest.raises(Refused) as refusal:
        account(ops, "CSM-000002", state="lost")
    assert [one.field for one in refusal.value.problems] == ["signed_by", "rows_estimated"]
    lead = factories.person("lead")
    account(ops, "CSM-000002", state="lost", signed_by=lead, rows_estimated=7)
    checked(batch, ops, bob)
    done = backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    assert (done.totals["exception"], done.totals["lost_sheets"], done.totals["lost_rows"]) == (
        True, 1, 7,
    )  # fmt: skip


def test_nothing_is_posted_before_the_integrity_is_verified(
    batch: Backfill, ops: User, bob: User
) -> None:
    checked(batch, ops, bob)
    backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    for verb in (tick_posted, tick_resent):
        with pytest.raises(GuardsUnmet) as refusal:
            verb(batch, rows=None, by=ops, at=NOON)
        assert codes(refusal) == ["integrity"]
    with pytest.raises(GuardsUnmet) as refusal:
        backfills.finish_posting(batch, by=ops, at=NOON)
    assert codes(refusal) == ["integrity", "unposted"]


def test_the_clock_runs_from_the_recovery_until_it_is_reconciled(
    batch: Backfill, ops: User, bob: User
) -> None:
    clock = Clock.objects.get(kind="backfill")
    assert (clock.subject_code, clock.anchor_at) == (batch.code, world.RESTORED)
    assert batch.due_at == clock.due_at == world.RESTORED + timedelta(hours=4)
    checked(batch, ops, bob)
    backfills.reconcile(batch, by=bob, at=NOON, counted=COUNTED)
    clock.refresh_from_db()
    assert clock.state == "met"
    backfills.reopen(batch, reason="A sheet turned up.", by=ops, at=NOON)
    assert Clock.objects.filter(kind="backfill", state="running").count() == 1


def test_the_clock_starts_when_the_activation_is_restored(ops: User) -> None:
    run = world.activation(ops, restored_at=None)
    batch = world.batch(ops, activation=run)
    assert (batch.due_at, Clock.objects.count()) == (None, 0)
    run.restored_at = NOON
    run.save()
    backfill_clock.activation_restored(run, at=NOON, by=ops)
    batch.refresh_from_db()
    assert batch.due_at == NOON + timedelta(hours=4)


def test_rows_are_purged_after_their_time_and_counts_stay(
    batch: Backfill, ops: User, bob: User
) -> None:
    Backfill.objects.update(state="closed", closed_at=NOON, totals={"rows": 3})
    assert backfill_purge.purge(at=NOON + timedelta(days=180)) == 0
    assert backfill_purge.purge(at=NOON + timedelta(days=181)) == 3
    assert BackfillRow.objects.count() == 0
    batch.refresh_from_db()
    assert (batch.totals["rows"], batch.purged_at) == (3, NOON + timedelta(days=181))
    assert backfill_purge.purge(at=NOON + timedelta(days=182)) == 0


def test_stock_that_runs_low_is_told_once_until_it_is_filled(ops: User) -> None:
    lead = factories.person("lead", user=factories.user("lead"))
    shop = world.store(lead=lead)
    paper = world.form(ops)
    sheets.print_sheets(paper, store=shop, quantity=5, language="en", by=ops, at=NOON)
    stock.set_minimum(paper, shop, minimum=4, by=ops, at=NOON)
    told = Notification.objects.filter(kind="paper.stock_low", channel="in_app")
    assert told.count() == 0
    run = world.activation(ops)
    batch = backfills.open_backfill(
        activation=run, form=paper, store=shop, by=ops, at=NOON, quantity=2
    )
    sheets.issue_sheets(batch, quantity=1, by=ops, at=NOON)
    assert [(one.user.username, one.params["blank"]) for one in told] == [("lead", 3)]
    sheets.print_sheets(paper, store=shop, quantity=5, language="en", by=ops, at=NOON)
    later = NOON + timedelta(hours=1)
    sheets.issue_sheets(batch, quantity=6, by=ops, at=later)
    assert told.all().count() == 2


def test_a_shop_has_one_batch_of_a_form(batch: Backfill, ops: User) -> None:
    with pytest.raises(Refused):
        backfills.open_backfill(
            activation=batch.activation, form=batch.form, store=batch.store, by=ops, at=NOON
        )


def test_the_auditor_enters_nothing(batch: Backfill, auditor: User) -> None:
    with pytest.raises(PermissionDenied):
        enter_rows(batch, [line("CSM-000001", 9)], by=auditor, at=NOON)
