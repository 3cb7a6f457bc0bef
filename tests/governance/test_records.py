"""Records of the management system: put into force by somebody else, revised, read, audited."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Notification
from governance.models import Acknowledgement, BcmsRecord
from governance.record_page import edition_text, editions_of
from governance.services import record_reading as reading
from governance.services import records as verbs
from governance.services.audit_sample import keep_sample, note_of, sample_of
from governance.services.record_revision import revise_record
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.governance.world import person, the

pytestmark = pytest.mark.django_db


def a_record(kind: str = "policy", **fields) -> BcmsRecord:
    given = {"title": "Continuity", "text": "We go on.", "owner": person("olga")}
    return verbs.create_record(kind=kind, by=the("mia"), at=NOON, **(given | fields))


def in_force(**fields) -> BcmsRecord:
    row = a_record(**fields)
    verbs.submit_record(row, by=the("mia"), at=NOON)
    verbs.approve_record(row, by=the("max"), at=NOON)
    return row


def codes(caught) -> list[str]:
    return [one.code for one in caught.value.problems]


def test_what_top_management_approves_begins_as_a_draft():
    assert (a_record().state, a_record("party").state) == ("draft", "in_force")
    assert a_record().code.startswith("REC-2026-")


def test_only_a_manager_writes():
    with pytest.raises(PermissionDenied):
        verbs.create_record(kind="party", title="x", by=the("aida"), at=NOON)


def test_an_objective_needs_measure_target_day_and_owner():
    row = a_record("objective", owner=None)
    with pytest.raises(GuardsUnmet) as caught:
        verbs.submit_record(row, by=the("mia"), at=NOON)
    assert codes(caught) == ["measure_missing", "target_missing", "due_on_missing", "owner_missing"]


def test_somebody_else_puts_it_into_force():
    row = a_record()
    verbs.submit_record(row, by=the("mia"), at=NOON)
    with pytest.raises(GuardsUnmet) as caught:
        verbs.approve_record(row, by=the("mia"), at=NOON)
    assert codes(caught) == ["four_eyes"]
    verbs.approve_record(row, by=the("max"), at=NOON)
    assert (row.state, row.edition, row.approved_by) == ("in_force", 1, the("max"))


def test_returned_it_is_a_draft_and_the_submitter_reads_why():
    row = a_record()
    verbs.submit_record(row, by=the("mia"), at=NOON)
    verbs.return_record(row, reason="Too short", by=the("max"), at=NOON)
    assert row.state == "draft"
    told = Notification.objects.filter(kind="record.returned", channel="in_app")
    assert {one.user for one in told} == {the("mia"), the("olga")}


def test_what_is_in_force_changes_by_a_revision_only():
    row = in_force()
    with pytest.raises(GuardsUnmet) as caught:
        verbs.change_record(row, read_version=None, text="Else", by=the("mia"), at=NOON)
    assert codes(caught) == ["in_force"]
    verbs.change_record(
        row, read_version=None, next_review=date(2027, 1, 1), by=the("mia"), at=NOON
    )
    assert row.next_review == date(2027, 1, 1)


def test_a_revision_passes_into_its_record_as_the_next_edition():
    row = in_force()
    draft = revise_record(row, by=the("mia"), at=NOON)
    assert revise_record(row, by=the("mia"), at=NOON) == draft
    verbs.change_record(draft, read_version=None, text="We go on, faster.", by=the("mia"), at=NOON)
    row.refresh_from_db()
    assert (row.state, row.text) == ("in_force", "We go on.")
    verbs.submit_record(draft, by=the("mia"), at=NOON)
    verbs.approve_record(draft, by=the("max"), at=NOON + timedelta(days=1))
    assert draft.pk == row.pk
    row.refresh_from_db()
    assert (row.edition, row.text, row.state) == (2, "We go on, faster.", "in_force")
    assert BcmsRecord.objects.count() == 1
    assert [one.number for one in editions_of(row)] == [2, 1]
    assert edition_text(row, 1).text == "We go on."


def test_whoever_read_the_edition_before_has_not_read_this_one():
    row = in_force()
    reading.acknowledge(row, by=the("olga"), at=NOON)
    reading.acknowledge(row, by=the("olga"), at=NOON)
    assert Acknowledgement.objects.count() == 1
    draft = revise_record(row, by=the("mia"), at=NOON)
    verbs.submit_record(draft, by=the("mia"), at=NOON)
    verbs.approve_record(draft, by=the("max"), at=NOON)
    row.refresh_from_db()
    olga = next(one for one in reading.readings(row) if one.person == person("olga"))
    assert (olga.at, olga.before) == (None, 1)


def test_everybody_is_told_to_read_the_policy_and_nobody_after_reading():
    the("olga")
    row = in_force()
    told = Notification.objects.filter(kind="record.to_read", channel="in_app")
    assert {one.user for one in told} == {the("mia"), the("max"), the("olga")}
    reading.acknowledge(row, by=the("olga"), at=NOON)
    assert reading.remind_readers(row, by=the("mia"), at=NOON + timedelta(days=3)) == 2


def test_for_somebody_else_signs_who_keeps_the_records():
    row, other = in_force(), factories.person("paper")
    with pytest.raises(PermissionDenied):
        reading.acknowledge(row, person=other, by=the("aida"), at=NOON)
    assert reading.acknowledge(row, person=other, by=the("mia"), at=NOON).person == other


def test_top_management_withdraws_what_it_approved():
    row = in_force()
    with pytest.raises(PermissionDenied):
        verbs.retire_record(row, by=the("ivan"), at=NOON)
    verbs.retire_record(row, by=the("max"), at=NOON)
    with pytest.raises(GuardsUnmet):
        reading.acknowledge(row, by=the("olga"), at=NOON)


def test_nobody_audits_their_own_work():
    with pytest.raises(Refused):
        a_record("audit", auditor=person("olga"))


def test_an_audit_is_held_by_somebody_named_with_a_result():
    row = a_record("audit")
    with pytest.raises(GuardsUnmet) as caught:
        verbs.hold_audit(row, result="All well", by=the("mia"), at=NOON)
    assert codes(caught) == ["no_auditor"]
    verbs.change_record(row, read_version=None, auditor=person("aida"), by=the("mia"), at=NOON)
    verbs.hold_audit(row, result="All well", by=the("mia"), at=NOON)
    assert (row.held_on, row.result) == (NOON.date(), "All well")


def test_a_sample_is_drawn_again_by_its_seed_and_kept_in_the_audit():
    for number in range(12):
        factories.process(f"p-{number:02d}")
    row = a_record("audit", auditor=person("aida"))
    drawn = [
        sample_of("processes", user=the("mia"), seed="S", rate=Decimal("0.5")) for _time in range(2)
    ]
    assert drawn[0].items == drawn[1].items
    assert (len(drawn[0].items), drawn[0].size) == (4, 12)
    keep_sample(row, drawn[0], by=the("mia"), at=NOON)
    assert note_of(drawn[0], at=NOON) in row.text
