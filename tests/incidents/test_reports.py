"""Situation reports (INC-5): slots, cadence, "no change", facts, the expected recovery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, Notification
from incidents.services import incidents as verbs
from incidents.services.reports import no_change_left
from lib.errors import GuardsUnmet, Refused
from tests.incidents.world import clock, declared, responding, the

pytestmark = pytest.mark.django_db


def due(incident):
    row = Clock.objects.live().filter(kind="situation_report", subject_code=incident.number).first()
    return None if row is None else row.due_at


def test_the_first_is_due_at_the_smallest_rto_and_the_next_an_interval_after_the_submission():
    row = responding()
    assert due(row) == clock("10:22")

    verbs.submit_report(row, happened="Down", by=the("carl"), at=clock("10:22"))

    assert due(row) == clock("10:52")


def test_a_late_one_keeps_its_slot_and_brings_no_second_one_at_once():
    row = responding()
    verbs.submit_report(row, happened="Down", by=the("carl"), at=clock("10:22"))

    late = verbs.submit_report(row, done="Switched", by=the("carl"), at=clock("11:04"))

    assert (late.number, late.due_at, late.late_s) == (2, clock("10:52"), 720)
    assert due(row) == clock("11:34")
    states = Clock.objects.filter(kind="situation_report").order_by("generation")
    assert list(states.values_list("state", flat=True)) == ["met", "met_late", "running"]


def test_no_change_is_one_tap_twice_in_a_row_and_the_third_needs_words():
    row = responding()
    for time in ("10:20", "10:40"):
        verbs.submit_report(row, no_change=True, by=the("carl"), at=clock(time))
    assert no_change_left(row) == 0

    with pytest.raises(Refused) as refused:
        verbs.submit_report(row, no_change=True, by=the("carl"), at=clock("11:00"))
    assert (refused.value.problems[0].code, refused.value.problems[0].field) == (
        "no_change_too_often",
        "happened",
    )

    said = verbs.submit_report(
        row, no_change=True, happened="Still waiting", by=the("carl"), at=clock("11:00")
    )
    assert (said.number, said.no_change, no_change_left(row)) == (3, False, 2)


def test_the_facts_are_filled_in_and_stay_as_they_were():
    row = responding()

    report = verbs.submit_report(row, happened="Down", by=the("carl"), at=clock("10:22"))

    facts = report.facts
    rescue = facts["impacts"][0]
    assert facts["elapsed_s"] == 22 * 60
    assert (rescue["process"], rescue["rto_left_s"], rescue["mtd_left_s"]) == (
        "road-rescue",
        -7 * 60,
        38 * 60,
    )
    assert (facts["loss"]["total"], facts["loss"]["next_30_min"]) == ("16222.22", "26666.67")
    assert facts["people"] == [{"role": "commander", "name": "Carl"}]


def test_a_report_may_promise_a_recovery_and_its_clock_runs():
    row = responding()

    verbs.submit_report(
        row,
        happened="Down",
        expected_recovery_at=clock("11:30"),
        by=the("carl"),
        at=clock("10:22"),
    )

    row.refresh_from_db()
    assert row.expected_recovery_at == clock("11:30")
    assert Clock.objects.live().get(kind="etr_passed").due_at == clock("11:30")
    with pytest.raises(Refused) as refused:
        verbs.set_expected_recovery(
            row, expected_at=clock("10:00"), by=the("carl"), at=clock("10:30")
        )
    assert refused.value.problems[0].code == "not_ahead"


def test_the_cadence_is_called_off_with_a_reason_and_taken_up_again():
    row = responding()
    with pytest.raises(Refused):
        verbs.set_report_interval(row, interval_s=None, by=the("carl"), at=clock("10:20"))

    verbs.set_report_interval(
        row, interval_s=None, reason="By phone", by=the("carl"), at=clock("10:20")
    )
    assert (due(row), row.no_report_reason) == (None, "By phone")

    verbs.submit_report(row, happened="Still down", by=the("carl"), at=clock("10:25"))
    assert due(row) is None

    verbs.set_report_interval(row, interval_s=900, by=the("carl"), at=clock("10:50"))
    assert (due(row), row.no_report_reason) == (clock("10:50"), "")


def test_reports_before_the_grade_is_confirmed_start_no_cadence():
    row = declared()
    verbs.submit_report(row, happened="Down", by=the("carl"), at=clock("10:05"))
    assert due(row) is None


def test_what_must_be_decided_goes_to_the_decision_level_at_once():
    row = responding()
    verbs.submit_report(row, needs="Call the media?", by=the("carl"), at=clock("10:22"))

    asked = Notification.objects.filter(kind="incident_report.needs_decision", channel="in_app")
    assert {one.user.username for one in asked} == {"celia"}


def test_who_only_reads_and_what_is_over_gives_no_report():
    row = responding()
    with pytest.raises(PermissionDenied):
        verbs.submit_report(row, happened="x", by=the("charlie"), at=clock("10:22"))
    with pytest.raises(Refused):
        verbs.submit_report(row, by=the("carl"), at=clock("10:22"))
    with pytest.raises(Refused):
        verbs.submit_report(
            row, happened="x", by=the("carl"), at=clock("10:22") + timedelta(hours=1),
            recorded_at=clock("10:22"),
        )  # fmt: skip
    verbs.submit_report(row, happened="x", by=the("carl"), at=clock("10:30"))
    with pytest.raises(Refused) as refused:
        verbs.submit_report(row, happened="x", by=the("carl"), at=clock("10:22"))
    assert refused.value.problems[0].code == "before_last_report"
    type(row).objects.filter(pk=row.pk).update(status="closed")
    with pytest.raises(GuardsUnmet):
        verbs.submit_report(row, happened="x", by=the("carl"), at=clock("10:50"))
