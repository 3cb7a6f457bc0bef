"""Verifications and restore tests: their lists, their pages, and the calendar of runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from backups.calendar.runs import lines_of
from tests import factories
from tests.backups import made
from tests.backups.story import Story, story
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture
def told(db: None) -> Story:
    return story(NOON)


def get(user: User, path: str) -> Any:
    answer = factories.login(user).get(path)
    assert answer.status_code == 200
    return answer


def test_a_verification_shows_checks_slices_and_problems(told: Story, manager: User) -> None:
    context = get(manager, told.failed_run.get_absolute_url()).context
    assert [row.look for row in context["checks"]] == ["fail", "fail", "overdue", "warn"]
    assert len(context["slices"]) == 1
    assert sum(many for _words, many, _code in context["verdicts"]) == 4


def test_a_restore_test_shows_its_phases_against_the_rto(told: Story, manager: User) -> None:
    context = get(manager, told.late_test.get_absolute_url()).context
    assert context["late"]
    assert [name for name, _seconds in context["phases"]] == [
        "Fetch", "Prepare", "Restore", "Check", "Measure", "Clean up",
    ]  # fmt: skip
    layers = context["spec"]["layer"]
    assert layers[-1]["data"]["values"] == [{"at": 1_200, "label": "RTO 20 min"}]
    form = factories.login(manager).get(context["action_url"]).context["form"]
    assert form.initial["source"] == "restore_test"
    assert form.initial["source_ref"] == told.late_test.code
    assert form.initial["criterion_limit_s"] == 1_200


def test_a_test_in_time_needs_no_action(told: Story, manager: User) -> None:
    assert get(manager, told.test.get_absolute_url()).context["action_url"] == ""


def test_output_is_shown_as_text(told: Story, manager: User) -> None:
    told.test.output = "<script>alert(1)</script>"
    told.test.save(update_fields=["output"])
    text = get(manager, told.test.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_the_lists_filter_by_outcome(told: Story, manager: User) -> None:
    rows = get(manager, "/backups/verifications/?outcome=fail").context["listing"].rows
    assert [row.code for row in rows] == [told.failed_run.code]
    rows = get(manager, "/backups/restore-tests/?outcome=not_run").context["listing"].rows
    assert [row.outcome for row in rows] == ["not_run"]


def test_a_day_of_the_calendar_shows_its_worst_run(db: None) -> None:
    policy = made.policy(timezone="Asia/Shanghai", grace_s=3_600)
    # 17:30 UTC is the next day in Shanghai.
    made.backup_set(policy, at=NOON.replace(hour=17, minute=30))
    bad = made.backup_set(policy, at=NOON.replace(hour=18), state="failed")
    nothing_yet = ("restore_point_at", "started_at", "finished_at", "arrived_at")
    made.backup_set(policy, at=NOON - DAY, state="expected", **dict.fromkeys(nothing_yet))
    first = NOON.date() - DAY
    (line,) = lines_of([policy], first, first + 3 * DAY, NOON)
    assert [(cell.state, cell.letter, cell.many) for cell in line.cells] == [
        ("late", "L", 1), ("", "", 0), ("failed", "F", 2), ("", "", 0),
    ]  # fmt: skip
    assert line.cells[2].code == bad.code
    assert line.bad == 2


def test_the_calendar_shows_policies_page_by_page(told: Story, manager: User) -> None:
    until = timezone.localdate(NOON).isoformat()
    context = get(manager, f"/backups/calendar/?until={until}&search=portal").context
    assert [line.policy.code for line in context["lines"]] == ["portal-hourly"]
    assert context["total"] == 1
    assert {cell.letter for cell in context["lines"][0].cells} == {"", "V"}


def test_the_calendar_marks_today_and_weekends(told: Story, manager: User) -> None:
    page = get(manager, "/backups/calendar/").content.decode()
    assert page.count("(Today)") == 1
    assert page.count('class=" runs-weekend"') + page.count('class="runs-today runs-weekend"') == 8


@pytest.mark.parametrize("query", ["until=2026-02-31", "until=x", "offset=-1", "offset=999999"])
def test_the_calendar_bears_any_address(query: str, told: Story, manager: User) -> None:
    get(manager, f"/backups/calendar/?{query}")


def test_the_page_of_proof_shows_faults_keys_and_bundles(told: Story, manager: User) -> None:
    context = get(manager, "/backups/evidence/").context
    assert [case["right"] for case in context["proofs"][0]["cases"]] == [True] * 5
    made.proof(
        at=NOON, outcome="fail", reason="not_detected",
        cases=[{"fault": "flip", "expected": "corrupt", "found": "", "seconds": 0.1}],
    )  # fmt: skip
    newest = get(manager, "/backups/evidence/").context["proofs"][0]
    assert [(case["right"], case["found"]) for case in newest["cases"]] == [(False, "nothing")]
