"""Why a plan must be looked at again: each reason joins the one open review (PLN-5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.services.people import change_person
from bia.models import System
from bia.services.assessment_confirmation import mark_major_change
from followup.models import Clock, ClockState, Notification
from followup.services.clock_batches import cancel_clocks
from lib.errors import GuardsUnmet
from plans.models import CallNode, ChangeRequest, Plan, PlanReview, Trigger
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from plans.services.review_due import keep_clocks, open_reviews
from plans.services.reviews import ask_for_change, attest_plan, decide_request, raise_change
from plans.services.versions import discard_draft, new_draft
from tests.bia.assessments import approved as approved_assessment
from tests.bia.assessments import catalogue
from tests.factories import NOON, process
from tests.plans.plan_world import approved, cast, draft, effective, plan_of, the

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def reasons() -> list[tuple[str, str]]:
    rows = ChangeRequest.objects.order_by("raised_at", "pk")
    return list(rows.values_list("trigger", "source_ref"))


def test_an_approved_assessment_that_moves_objectives_asks_for_a_review() -> None:
    catalogue()
    people = cast()
    rescue = process("road-rescue", owner="alice")
    effective(people=people, processes=[rescue])
    effective("other", people=people)
    approved_assessment(rescue, people["alice"], people["mia"])
    request = ChangeRequest.objects.get()
    assert (request.plan.code, request.trigger) == ("rescue", Trigger.OBJECTIVE)
    assert request.params["changes"] == {
        "rto_s": [None, 900],
        "mtd_s": [None, 3600],
        "rpo_s": [None, 300],
    }


def test_the_same_objectives_ask_for_nothing() -> None:
    catalogue()
    people = cast()
    rescue = process("road-rescue", owner="alice")
    effective(people=people, processes=[rescue])
    approved_assessment(rescue, people["alice"], people["mia"])
    request = ChangeRequest.objects.get()
    decide_request(request, adopt=False, decision="Fits", by=people["alice"], at=NOON)
    approved_assessment(rescue, people["alice"], people["mia"])
    assert reasons() == [("objective", "process:road-rescue")]


def test_a_major_change_asks_for_a_review() -> None:
    people = cast()
    rescue = process("road-rescue", owner="alice")
    effective(people=people, processes=[rescue])
    mark_major_change(process=rescue, reason="New switchboard", by=people["mia"], at=NOON)
    request = ChangeRequest.objects.get()
    assert (request.trigger, request.source_ref, request.text) == (
        Trigger.SYSTEM,
        "process:road-rescue",
        "New switchboard",
    )


def test_a_contact_who_left_asks_for_a_review() -> None:
    people = cast()
    version = draft(by=people["alice"])
    CallNode.objects.create(plan_version=version, person=the("bob"))
    submit_version(version, by=people["alice"], at=NOON)
    approve_version(version, by=people["alice"], at=NOON)
    approve_version(version, by=people["mia"], at=NOON)
    publish_version(version, by=people["mia"], at=NOON)
    change_person(the("bob"), read_version=None, by=people["mia"], at=NOON, is_active=False)
    assert reasons() == [("contact", "person:bob")]
    assert plan_of(version).review_due == date(2026, 3, 9)


def test_reasons_join_one_review_and_the_same_one_stands_once() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    for ref in ("PA-1:3", "PA-1:3", "PA-1:4"):
        raise_change(plan, trigger=Trigger.AMENDMENT, source_ref=ref, params={}, by=None, at=NOON)
    assert (PlanReview.objects.count(), len(reasons())) == (1, 2)
    told = Notification.objects.filter(kind="plan.change_request", channel="in_app")
    assert [one.user for one in told] == [people["alice"]] * 2


def test_a_reason_brings_the_review_forward_and_its_clock() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    raise_change(plan, trigger=Trigger.USED, source_ref="PA-1", params={}, by=None, at=NOON)
    plan.refresh_from_db()
    clock = Clock.objects.live().get(kind="plan_review")
    assert (plan.review_due, clock.due_at.date()) == (date(2026, 4, 1), date(2026, 4, 1))


def test_a_plan_that_was_never_in_force_is_not_looked_at_again() -> None:
    people = cast()
    plan = plan_of(draft(by=people["alice"]))
    raised = raise_change(
        plan, trigger=Trigger.USED, source_ref="PA-1", params={}, by=None, at=NOON
    )
    assert raised is None
    with pytest.raises(GuardsUnmet):
        ask_for_change(plan, text="Please", by=people["charlie"], at=NOON)


def test_an_attestation_moves_the_review_and_closes_it() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    later = NOON + 340 * DAY
    assert open_reviews(at=later) == 1
    assert open_reviews(at=later) == 0
    request = ChangeRequest.objects.get(trigger=Trigger.YEARLY)
    decide_request(request, adopt=False, decision="Right", by=people["alice"], at=later)
    attest_plan(plan, by=people["alice"], at=later, statement="Looked at it")
    plan.refresh_from_db()
    review = PlanReview.objects.get()
    assert (review.state, review.outcome) == ("done", "attested")
    assert plan.review_due == date(2027, 2, 5) + timedelta(days=365)
    states = Clock.objects.filter(kind="plan_review").order_by("pk").values_list("state", flat=True)
    assert list(states) == [ClockState.MET, ClockState.RUNNING]


def test_a_clock_that_is_missing_is_started_again() -> None:
    effective(people=cast())
    assert keep_clocks(at=NOON) == 0
    cancel_clocks("plan_review", [("plan", "rescue")], at=NOON, by=None)
    assert (keep_clocks(at=NOON), keep_clocks(at=NOON)) == (1, 0)


def test_what_is_adopted_is_done_when_its_version_goes_into_force() -> None:
    people = cast()
    alice = people["alice"]
    plan = plan_of(effective(people=people))
    request = ask_for_change(plan, text="Add the depot", by=people["charlie"], at=NOON)
    second = new_draft(plan, by=alice, at=NOON, change_summary="Depot")
    decide_request(request, adopt=True, by=alice, at=NOON)
    submit_version(second, by=alice, at=NOON)
    approve_version(second, by=alice, at=NOON)
    approve_version(second, by=people["mia"], at=NOON)
    publish_version(second, by=alice, at=NOON)
    review = PlanReview.objects.get()
    assert (request.adopted_in, review.state, review.outcome) == (second, "done", "new_version")


def test_a_discarded_draft_gives_its_requests_back() -> None:
    people = cast()
    alice = people["alice"]
    plan = plan_of(effective(people=people))
    request = ask_for_change(plan, text="Add the depot", by=people["charlie"], at=NOON)
    second = new_draft(plan, by=alice, at=NOON)
    decide_request(request, adopt=True, by=alice, at=NOON)
    discard_draft(second, by=alice, at=NOON)
    request.refresh_from_db()
    assert (request.state, request.adopted_in) == ("open", None)


def test_plans_of_a_needed_system_are_told_when_they_name_no_process() -> None:
    from plans.review_triggers import plans_covering
    from tests.bia.findings_world import needs
    from tests.factories import system

    people = cast()
    rescue = process("road-rescue", owner="alice")
    needs(rescue, system("dispatch"))
    effective("switch", people=people, systems=[System.objects.get(code="dispatch")])
    approved("later", people=people, processes=[rescue])
    assert [one.code for one in plans_covering(rescue)] == ["switch"]
    assert Plan.objects.count() == 2
