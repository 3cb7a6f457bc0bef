"""The after-action report: drafted from the data, submitted, approved by somebody else, and what
its approval brings about."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from bia.models import Measurement
from drills.models import Criterion, DrillFinding, HotWashNote
from drills.services import drills as verbs
from drills.services.findings import add_finding, change_finding, create_finding_action
from drills.services.hot_wash import answer_hot_wash
from drills.services.report_reminding import remind
from drills.services.reporting import (
    approve_report,
    change_report,
    redraft_report,
    return_report,
    sign_report,
    submit_report,
)
from followup.models import Notification
from lib.errors import GuardsUnmet, Refused
from plans.models import ChangeRequest
from tests import factories
from tests.drills import world
from tests.drills.evaluation.worlds import call, reported, submitted
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def test_the_report_is_drafted_from_the_data():
    drill = reported()
    report = drill.report
    assert (str(report.draft_due_on), str(report.approval_due_on)) == ("2026-03-09", "2026-03-16")
    assert report.author == world.person("eva")
    assert "3 of 4 injects" in report.summary
    assert report.summary.endswith("measured 16 min 40 s, target 15 min: not met.")
    assert report.conclusion == "Overall 61.88 of 100 points: Needs improvement."
    said = [(one.key, one.kind, one.text) for one in drill.findings.order_by("pk")]
    assert said == [
        ("F1", "improvement", "Teams co-operated: 40 of 100 points. Two teams waited."),
        ("F2", "strength", "Calm command."),
    ]


@pytest.mark.slow
def test_a_draft_that_was_emptied_is_filled_again_and_nothing_written_is_lost():
    drill = reported()
    change_report(drill, summary="", conclusion="Mine.", **call("eva"))
    redraft_report(drill, **call("eva"))
    drill.report.refresh_from_db()
    assert (drill.report.summary != "", drill.report.conclusion) == (True, "Mine.")


def test_it_is_submitted_when_findings_and_times_are_decided():
    drill = reported()
    with pytest.raises(GuardsUnmet) as unmet:
        submit_report(drill, **call("eva"))
    assert [one.code for one in unmet.value.problems] == ["undecided", "not_reviewed"]
    drill.findings.all().delete()
    with pytest.raises(GuardsUnmet) as unmet:
        submit_report(drill, **call("eva"))
    assert [one.code for one in unmet.value.problems] == ["too_easy", "not_reviewed"]


def test_the_facts_are_frozen_with_their_digest():
    drill = submitted(reported())
    report = drill.report
    report.refresh_from_db()
    assert (report.state, len(report.digest), report.facts["code"]) == (
        "submitted", 64, drill.code,
    )  # fmt: skip
    with pytest.raises(GuardsUnmet):
        add_finding(drill, kind="strength", text="Later.", **call("eva"))
    with pytest.raises(GuardsUnmet):
        change_report(drill, summary="Other.", **call("eva"))


def test_nobody_approves_what_they_wrote_or_submitted():
    drill = reported()
    change_report(drill, author=world.person("mia"), **call("eva"))
    submitted(drill)
    with pytest.raises(PermissionDenied):
        approve_report(drill, **call("eva"))
    with pytest.raises(GuardsUnmet) as unmet:
        approve_report(drill, **call("mia"))
    assert [one.code for one in unmet.value.problems] == ["four_eyes"]


@pytest.mark.slow
def test_sent_back_it_is_a_draft_again():
    drill = submitted(reported())
    with pytest.raises(Refused):
        return_report(drill, reason=" ", **call("mia"))
    return_report(drill, reason="Name the cause.", **call("mia"))
    drill.report.refresh_from_db()
    assert (drill.report.state, drill.report.facts, drill.report.returned_because) == (
        "draft", {}, "Name the cause.",
    )  # fmt: skip
    told = Notification.objects.filter(kind="drill_report.returned")
    assert {one.user or one.person.user for one in told.select_related("user", "person__user")} == {
        world.the("eva")
    }


def test_a_tabletop_simulates_what_it_measures():
    drill = submitted(reported())
    approve_report(drill, **call("mia", "13:00"))
    measured = Measurement.objects.get(source=f"drill {drill.code}")
    assert (measured.value_s, measured.target_s, measured.confidence, measured.at) == (
        1000, 900, "simulated", drill.ended_at,
    )  # fmt: skip
    assert drill.measured.get().measurement == measured
    approve_report(drill, **call("mia", "13:05"))
    assert Measurement.objects.filter(source=f"drill {drill.code}").count() == 1


def test_a_finding_asks_for_the_change_of_a_plan_when_the_report_is_approved():
    drill = reported()
    plan = drill.plan_version.plan
    finding = drill.findings.get(key="F1")
    change_finding(drill, finding, plan=plan, **call("eva"))
    assert not ChangeRequest.objects.filter(plan=plan, trigger="drill").exists()
    submitted(drill)
    approve_report(drill, **call("mia", "13:00"))
    request = ChangeRequest.objects.get(plan=plan, trigger="drill")
    assert (request.source_ref, DrillFinding.objects.get(pk=finding.pk).change_request) == (
        f"{drill.code}:F1", request,
    )  # fmt: skip


@pytest.mark.slow
def test_an_action_of_a_finding_belongs_to_it():
    drill = reported()
    finding = drill.findings.get(key="F1")
    action = create_finding_action(
        drill, finding, fields={"owner": world.person("iris")}, **call("mia")
    )
    finding.refresh_from_db()
    assert (finding.action, action.source, action.source_ref, action.subject_code) == (
        action, "drill", f"{drill.code}:F1", "road-rescue",
    )  # fmt: skip
    again = create_finding_action(drill, finding, fields={}, **call("mia"))
    assert again == action


def test_a_drill_is_archived_when_its_report_is_approved_and_its_actions_have_owners():
    drill = reported()
    action = create_finding_action(drill, drill.findings.get(key="F1"), fields={}, **call("mia"))
    submitted(drill)
    approve_report(drill, **call("mia", "13:00"))
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.close(drill, **call("mia", "13:10"))
    assert [one.code for one in unmet.value.problems] == ["action_not_assigned"]
    type(action).objects.filter(pk=action.pk).update(owner=world.person("iris"))
    assert verbs.close(drill, **call("mia", "13:10")).status == "closed"


@pytest.mark.slow
def test_signatures_are_of_ones_own_part_and_once():
    drill = submitted(reported())
    with pytest.raises(GuardsUnmet):
        sign_report(drill, part="controller", **call("eva"))
    first = sign_report(drill, part="lead_evaluator", **call("eva"))
    assert sign_report(drill, part="lead_evaluator", **call("eva")) == first
    with pytest.raises(Refused):
        sign_report(drill, part="executive", **call("mia"))
    drill.report.refresh_from_db()
    assert (first.digest, drill.report.signed.count()) == (drill.report.digest, 1)


def test_anonymous_answers_keep_neither_name_nor_time():
    drill = world.ended_drill()
    answer_hot_wash(drill, went_well="All.", anonymous=True, **call("carl", "11:47"))
    answer_hot_wash(drill, went_badly="Radio.", **call("iris", "11:48"))
    rows = {one.went_well or one.went_badly: one for one in HotWashNote.objects.filter(drill=drill)}
    assert (rows["All."].person, rows["All."].at) == (None, clock("00:00"))
    assert rows["Radio."].person == world.person("iris")
    for name, refusal in (("carl", GuardsUnmet), ("charlie", PermissionDenied)):
        with pytest.raises(refusal):
            answer_hot_wash(drill, went_well="Again.", **call(name, "11:50"))
    assert not drill.timeline.filter(actor=world.the("carl")).exclude(type="answered").exists()


@pytest.mark.slow
def test_the_hot_wash_closes_after_48_hours():
    drill = world.ended_drill()
    with pytest.raises(GuardsUnmet) as unmet:
        answer_hot_wash(drill, went_well="Late.", **call("carl", "11:30", day=4))
    assert [one.code for one in unmet.value.problems] == ["hot_wash_closed"]


def test_reports_that_are_late_are_asked_for_once_a_mark():
    drill = reported()
    told = Notification.objects.filter(kind="drill_report.due", subject_code=drill.code)
    remind(clock("09:00", day=4))
    assert told.count() == 0
    remind(clock("09:00", day=5))
    first = told.count()
    remind(clock("10:00", day=5))
    assert (first > 0, told.count()) == (True, first)
    remind(clock("09:00", day=9))
    assert told.count() == 2 * first


def test_an_action_is_tested_again_by_a_criterion():
    action = factories.action(
        owner=world.person("iris"), verifier=world.person("olga"), state="in_progress"
    )
    drill = reported()
    Criterion.objects.filter(script__drill=drill, key="C1").update(retests=[action.code])
    submitted(drill)
    approve_report(drill, **call("mia", "13:00"))
    row = action.retests.get()
    assert (row.source, row.passed, row.confidence) == (
        f"drill:{drill.code}:C1", False, "simulated",
    )  # fmt: skip
