"""The review: drafted when verified, submitted in time, approved by another, frozen, revised."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, CorrectiveAction, Notification
from followup.services.actions import create_action
from incidents.models import Impact, Incident, Review
from incidents.services import incidents as verbs
from incidents.services.closing_guards import unmet_for_closing
from incidents.services.impacts import set_last_good_data
from incidents.services.outcomes import record_outcome
from incidents.services.review import (
    approve_review,
    change_review,
    digest_of_facts,
    return_review,
    submit_review,
)
from incidents.services.review_actions import create_review_action
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db
WRITTEN = {
    "summary": "The dispatch stopped.",
    "symptom": "No orders arrived.",
    "root_cause": "The disk of the primary was full.",
    "treatment": "Log files removed, primary restarted.",
    "card_helped": True,
    "no_actions_reason": "The monitoring that was missing is in place since.",
}


def written(incident: Incident, **changes: object) -> Review:
    review = Review.objects.get(incident=incident)
    return change_review(
        incident, read_version=review.version, **(WRITTEN | changes),
        by=world.the("carl"), at=clock("12:00"),
    )  # fmt: skip


def submitted(incident: Incident, at: str = "12:30", **changes: object) -> Review:
    written(incident, **changes)
    return submit_review(incident, by=world.the("carl"), at=clock(at))


def codes(incident: Incident) -> list[str]:
    return [one.code for one in unmet_for_closing(incident, clock("13:00"))]


def test_verifying_drafts_the_review_for_the_commander_within_24_hours() -> None:
    incident = world.reviewing()
    review = Review.objects.get(incident=incident)
    k9 = Clock.objects.get(kind="incident_review", subject_code=incident.number)
    assert (review.state, review.author) == ("draft", world.the("carl"))
    assert k9.due_at == clock("11:40") + timedelta(hours=24)


def test_what_is_missing_is_named_at_its_field() -> None:
    incident = world.reviewing()
    with pytest.raises(GuardsUnmet) as refusal:
        submit_review(incident, by=world.the("carl"), at=clock("12:00"))
    missing = {one.field for one in refusal.value.problems}
    assert missing >= {"summary", "root_cause", "card_helped"}


def test_submitting_freezes_the_facts_and_meets_the_clock() -> None:
    incident = world.reviewing()
    review = submitted(incident)
    k9 = Clock.objects.get(kind="incident_review", subject_code=incident.number)
    assert (review.state, k9.state, k9.met_at) == ("submitted", "met", clock("12:30"))
    assert review.digest == digest_of_facts(review.facts)
    assert Incident.objects.get(pk=incident.pk).review_submitted_at == clock("12:30")
    assert review.facts["impacts"][0]["achieved_rto_s"] == 58 * 60
    assert review.facts["impacts"][0]["rto_met"] is False
    assert review.facts["impacts"][0]["mtd_met"] is True


def test_submitting_twice_writes_once() -> None:
    incident = world.reviewing()
    submitted(incident)
    submit_review(incident, by=world.the("mia"), at=clock("12:40"))
    assert incident.timeline.filter(type="review_submitted").count() == 1


def test_the_decision_level_approves_a_grade_i_and_hears_of_it() -> None:
    incident = world.reviewing("I")
    submitted(incident)
    told = Notification.objects.filter(kind="incident_review.submitted", user=world.the("celia"))
    assert told.exists()
    with pytest.raises(PermissionDenied):
        approve_review(incident, by=world.the("mia"), at=clock("12:50"))
    review = approve_review(incident, by=world.the("celia"), at=clock("12:55"))
    assert (review.state, review.approved_by) == ("approved", world.the("celia"))


def test_a_continuity_manager_approves_a_grade_iii() -> None:
    incident = world.reviewing("III")
    submitted(incident)
    review = approve_review(incident, by=world.the("mia"), at=clock("12:50"))
    assert review.state == "approved"


def test_who_submitted_does_not_approve() -> None:
    incident = world.reviewing("III")
    written(incident)
    submit_review(incident, by=world.the("mia"), at=clock("12:30"))
    with pytest.raises(GuardsUnmet) as refusal:
        approve_review(incident, by=world.the("mia"), at=clock("12:50"))
    assert refusal.value.problems[0].code == "four_eyes"


def test_a_review_sent_back_says_why_and_is_submitted_again() -> None:
    incident = world.reviewing("III")
    submitted(incident)
    mia = world.the("mia")
    with pytest.raises(Refused):
        return_review(incident, reason=" ", by=mia, at=clock("12:45"))
    review = return_review(incident, reason="Whose disk?", by=mia, at=clock("12:45"))
    assert (review.state, review.returned_because, review.facts) == ("draft", "Whose disk?", {})
    again = submit_review(incident, by=world.the("carl"), at=clock("13:00"))
    assert (again.state, again.returned_because) == ("submitted", "")


def test_a_submitted_review_is_not_changed() -> None:
    incident = world.reviewing()
    submitted(incident)
    with pytest.raises(GuardsUnmet):
        written(incident, summary="Something else")


def test_a_faster_colleague_is_not_overwritten() -> None:
    incident = world.reviewing()
    seen = Review.objects.get(incident=incident).version
    written(incident)
    with pytest.raises(StaleVersion):
        change_review(
            incident, read_version=seen, summary="Mine", by=world.the("mia"), at=clock("12:01")
        )


def test_a_dimension_without_score_is_not_evaluated() -> None:
    incident = world.reviewing()
    review = written(
        incident,
        scores={"response": {"score": 4, "text": "On time"}, "customers": {"score": None}},
    )
    assert review.scores == {"response": {"score": 4, "text": "On time"}}
    with pytest.raises(Refused):
        written(incident, scores={"response": {"score": 6}})


def test_instants_put_right_later_mark_it_revised() -> None:
    incident = world.reviewing()
    before = submitted(incident).digest
    incident.refresh_from_db()
    verbs.correct_times(
        incident, instants={"occurred_at": clock("09:50")}, reason="The log says so",
        by=world.the("carl"), at=clock("13:00"),
    )  # fmt: skip
    review = Review.objects.get(incident=incident)
    assert review.revised
    assert review.digest != before
    assert review.facts["revisions"][0]["digest"] == before
    assert review.facts["spans"]["restore_s"] == 68 * 60


def test_reopening_makes_it_a_draft_and_keeps_the_words() -> None:
    incident = world.reviewing()
    submitted(incident)
    incident.refresh_from_db()
    verbs.reopen(incident, reason="Down again", by=world.the("carl"), at=clock("13:00"))
    review = Review.objects.get(incident=incident)
    assert (review.state, review.summary, review.facts) == ("draft", WRITTEN["summary"], {})


def test_closing_waits_for_each_thing_that_is_open() -> None:
    incident = world.reviewing()
    assert codes(incident) == [
        "review_not_submitted", "no_actions", "loss_not_said", "data_not_said",
    ]  # fmt: skip
    submitted(incident)
    assert codes(incident) == ["review_not_approved", "loss_not_said", "data_not_said"]
    approve_review(incident, by=world.the("celia"), at=clock("12:50"))
    impact = Impact.objects.get(incident=incident)
    record_outcome(
        incident, impact, actual_loss=Decimal(0), complaints=3, by=world.the("olga"),
        at=clock("12:51"),
    )  # fmt: skip
    set_last_good_data(
        incident, impact, last_good_data_at=clock("09:57"), by=world.the("olga"), at=clock("12:52")
    )
    assert codes(incident) == []
    verbs.close(incident, by=world.the("celia"), at=clock("13:00"))
    assert Incident.objects.get(pk=incident.pk).status == "closed"


def test_an_action_without_owner_is_named() -> None:
    incident = world.reviewing()
    action = create_review_action(
        incident, fields={"title": "Watch the disk"}, by=world.the("carl"), at=clock("12:10")
    )
    assert action.subject_key == "system:dispatch"
    problems = [
        one for one in unmet_for_closing(incident, clock("13:00")) if one.field == "actions"
    ]
    assert [(one.code, action.code in str(one.message)) for one in problems] == [
        ("action_without_owner", True)
    ]


def test_the_loss_is_an_amount_or_unknown_never_both() -> None:
    incident = world.reviewing()
    impact = Impact.objects.get(incident=incident)
    with pytest.raises(Refused):
        record_outcome(
            incident, impact, actual_loss=Decimal(5), actual_loss_unknown=True,
            by=world.the("olga"), at=clock("12:00"),
        )  # fmt: skip


def test_the_same_cause_again_makes_earlier_actions_ineffective() -> None:
    first = world.reviewing("III")
    mia = world.the("mia")
    action = create_action(
        title="Clean the disk weekly", finding="Full disk", source="incident",
        source_ref=first.number, by=mia, at=clock("12:10"),
    )  # fmt: skip
    CorrectiveAction.objects.filter(pk=action.pk).update(
        state="verified", verified_at=clock("12:20"), owner=world.person("dan"),
        verifier=world.person("mia"), opened_at=clock("12:11"), done_at=clock("12:15"),
        closed_at=clock("12:20"), verified_by=mia,
    )  # fmt: skip
    second = world.reviewing("III", at=clock("10:04", day=3), systems=[(world.dispatch(), "full")])
    review = Review.objects.get(incident=second)
    carl = world.the("carl")
    change_review(
        second, read_version=review.version, earlier=first, same_cause=True, **WRITTEN,
        by=carl, at=clock("12:00", day=3),
    )  # fmt: skip
    submit_review(second, by=carl, at=clock("12:30", day=3))
    approve_review(second, by=mia, at=clock("12:50", day=3))
    action.refresh_from_db()
    second.refresh_from_db()
    assert second.recurrence_of == first
    assert action.ineffective_since == clock("12:50", day=3)
