"""Pages of the evaluation, the hot wash and the report, through the browser's eyes (forms)."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from drills.models import Criterion, CriterionResult
from tests.drills import world
from tests.drills.evaluation.worlds import reported, submitted
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def client(name: str) -> Client:
    found = Client()
    found.force_login(world.the(name))
    return found


def test_an_evaluator_rates_on_the_page_and_the_lead_settles():
    drill = world.ended_drill()
    base = f"/drills/{drill.code}/evaluation/"
    eva = client("eva")
    with time_machine.travel(clock("11:40"), tick=False):
        assert "Teams co-operated" in eva.get(base).content.decode()
        eva.post(f"{base}criteria/C1/rating/", {"level": "mostly", "reason": ""})
        refused = eva.post(f"{base}criteria/C2/settlement/", {"level": "points", "reason": "x"})
        eva.post(
            f"{base}criteria/C2/settlement/",
            {"level": "points", "points": "62.5", "reason": "Half of the data."},
        )
        page = eva.get(base).content.decode()
    found = CriterionResult.objects.filter(criterion__script__drill=drill).order_by("criterion")
    assert refused.status_code == 422
    assert [(one.source, str(one.points)) for one in found] == [
        ("evaluators", "75.00"), ("settled", "62.50"),
    ]  # fmt: skip
    assert "Half of the data." in page


def test_who_plays_sees_no_criterion_before_the_end():
    drill = world.running_drill()
    assert client("carl").get(f"/drills/{drill.code}/evaluation/").status_code == 403
    assert client("eva").get(f"/drills/{drill.code}/evaluation/").status_code == 200


@pytest.mark.slow
def test_not_every_hand_may_rate():
    drill = world.ended_drill()
    one = Criterion.objects.get(script__drill=drill, key="C1")
    answer = client("carl").post(
        f"/drills/{drill.code}/evaluation/criteria/{one.key}/rating/", {"level": "mostly"}
    )
    assert answer.status_code == 403


@pytest.mark.slow
def test_what_is_missing_stands_where_the_evaluation_is_finished():
    drill = world.ended_drill()
    with time_machine.travel(clock("11:40"), tick=False):
        answer = client("eva").post(f"/drills/{drill.code}/evaluation/finish/")
    text = answer.content.decode()
    assert (answer.status_code, "Criterion C1 is not rated yet." in text) == (409, True)


def test_three_answers_without_a_name():
    drill = world.ended_drill()
    carl, path = client("carl"), f"/drills/{drill.code}/hot-wash/"
    with time_machine.travel(clock("11:40"), tick=False):
        assert carl.post(path, {"went_well": ""}).status_code == 422
        assert carl.post(path, {"went_well": "All.", "anonymous": "on"}).status_code == 302
        again = carl.get(path).content.decode()
        answers = client("eva").get(path).content.decode()
    assert ("<form class=\"card" in again, "Anonymous" in answers, "All." in answers) == (
        False, True, True,
    )  # fmt: skip


def test_the_report_is_written_submitted_and_approved_on_its_pages():
    drill = reported()
    base = f"/drills/{drill.code}/report/"
    eva, mia = client("eva"), client("mia")
    with time_machine.travel(clock("12:30"), tick=False):
        page = eva.get(base).content.decode()
        assert ("Still missing before it is submitted" in page, "course-spec" in page) == (
            True, True,
        )  # fmt: skip
        report = drill.report
        form = {
            "version": report.version, "scope": report.scope, "summary": "It went.",
            "conclusion": "Again next year.", "too_easy_note": "", "author": "",
        }  # fmt: skip
        assert eva.post(f"{base}edit/", form).status_code == 302
        assert eva.post(f"{base}edit/", form | {"summary": "Other"}).status_code == 409
        finding = drill.findings.get(key="F1")
        edit = {
            "kind": "improvement", "text": finding.text, "version": finding.version,
            "no_action_reason": "Known already.",
        }  # fmt: skip
        assert eva.post(f"/drills/{drill.code}/findings/F1/edit/", edit).status_code == 302
        time = drill.measured.get()
        eva.post(f"/drills/{drill.code}/evaluation/measured-times/{time.pk}/acceptance/")
        assert eva.post(f"{base}submission/").status_code == 302
        assert eva.get(f"{base}approval/").status_code == 403
        assert mia.post(f"{base}approval/", {"comment": ""}).status_code == 302
        assert eva.post(f"{base}signature/", {"part": "lead_evaluator"}).status_code == 302
        page = mia.get(base).content.decode()
    report.refresh_from_db()
    assert (report.state, report.signed.count(), "It went." in page) == ("approved", 1, True)


@pytest.mark.slow
def test_pages_ask_a_constant_number_of_queries(django_assert_max_num_queries):
    drill = submitted(reported())
    eva = client("eva")
    for path in ("evaluation/", "report/"):
        eva.get(f"/drills/{drill.code}/{path}")
        with django_assert_max_num_queries(60):
            eva.get(f"/drills/{drill.code}/{path}")
