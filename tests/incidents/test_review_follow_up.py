"""Plans judged, backfills handed on, and the pages of the review."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import CorrectiveAction
from followup.services.actions import create_action
from incidents.models import Impact, Incident, IncidentEntry, PlanVerdict, Review
from incidents.services import incidents as verbs
from incidents.services.closing_guards import unmet_for_closing
from incidents.services.plan_verdicts import judge_plan
from incidents.services.review_actions import create_review_action
from lib.errors import Refused
from plans.models import Backfill, ChangeRequest, PaperForm, PlanActivation, Store
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock
from tests.plans.plan_world import effective, plan_of

pytestmark = pytest.mark.django_db


def used() -> tuple[Incident, PlanActivation]:
    """An incident in review in which a plan was carried out."""
    incident = world.responding("III", systems=[(world.csm(), "full")])
    carl = world.the("carl")
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    plan = plan_of(effective(people={"alice": alice, "mia": world.the("mia")}))
    verbs.activate_plan(incident, plan, by=carl, at=clock("10:10"))
    verbs.restore(incident, by=carl, at=clock("10:58"))
    world.checked(incident, at=clock("11:40"))
    verbs.confirm_recovery(incident, by=world.the("olga"), at=clock("11:40"))
    verbs.verify(incident, by=carl, at=clock("11:40"))
    incident.refresh_from_db()
    return incident, PlanActivation.objects.get(subject_code=incident.number)


def plan_problems(incident: Incident) -> list[str]:
    found = unmet_for_closing(incident, clock("12:00"))
    return [one.code for one in found if one.field == "plans"]


def test_a_plan_that_must_change_gets_its_change_request_once() -> None:
    incident, activation = used()
    assert plan_problems(incident) == ["plan_not_judged"]
    for why in ("Numbers are missing", "Numbers and shops are missing"):
        judge_plan(
            incident, activation, change_needed=True, why=why, rating=4, by=world.the("carl"),
            at=clock("12:00"),
        )  # fmt: skip
    [request] = ChangeRequest.objects.filter(trigger="request")
    verdict = PlanVerdict.objects.get(incident=incident)
    assert (verdict.change_request, verdict.rating) == (request, 4)
    assert request.source_ref == f"{incident.number}:{activation.code}"
    assert plan_problems(incident) == []


def test_no_change_needs_a_reason() -> None:
    incident, activation = used()
    call = {"by": world.the("carl"), "at": clock("12:00")}
    with pytest.raises(Refused):
        judge_plan(incident, activation, change_needed=False, why=" ", **call)
    judge_plan(incident, activation, change_needed=False, why="It carried us", **call)
    assert plan_problems(incident) == []
    with pytest.raises(PermissionDenied):
        judge_plan(
            incident, activation, change_needed=False, why="x", by=world.the("charlie"),
            at=clock("12:01"),
        )  # fmt: skip


def test_the_page_shows_the_review_and_its_form_saves() -> None:
    incident = world.reviewing()
    client = factories.login(world.the("carl"))
    page = f"/incidents/{incident.number}/review/"
    assert client.get(page).status_code == 200
    review = Review.objects.get(incident=incident)
    answer = client.post(
        f"{page}edit/",
        {
            "version": review.version, "summary": "It stopped.", "why_1": "Full disk",
            "score_response": "4", "text_response": "Quick", "card_helped": "yes",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    review.refresh_from_db()
    assert (review.summary, review.whys, review.card_helped) == ("It stopped.", ["Full disk"], True)
    assert review.scores == {"response": {"score": 4, "text": "Quick"}}


def test_a_submission_too_early_says_what_is_missing() -> None:
    incident = world.reviewing()
    client = factories.login(world.the("carl"))
    answer = client.post(f"/incidents/{incident.number}/review/submission/")
    assert answer.status_code == 409
    assert "Say whether the response card helped." in answer.content.decode()


def test_an_action_from_the_review_stands_in_the_timeline_once() -> None:
    incident = world.reviewing()
    client = factories.login(world.the("mia"))
    page = client.get(f"/incidents/{incident.number}/review/").content.decode()
    assert f"source_ref={incident.number}" in page
    answer = client.post(
        "/actions/new/",
        {
            "title": "Watch the disk", "source": "incident", "source_ref": incident.number,
            "finding": "It was full", "kind": "prevent", "priority": "P1", "verify_by": "retest",
        },
    )  # fmt: skip
    action = CorrectiveAction.objects.get()
    assert (answer.status_code, written_down(incident)) == (302, [action.code])


def test_the_verb_of_the_review_writes_it_once_too() -> None:
    incident = world.reviewing()
    action = create_review_action(
        incident, fields={"title": "Watch the disk"}, by=world.the("carl"), at=clock("12:10")
    )
    assert written_down(incident) == [action.code]


def test_who_does_not_see_the_incident_writes_nothing_into_it() -> None:
    incident = world.reviewing()
    Incident.objects.filter(pk=incident.pk).update(confidentiality="restricted")
    create_action(
        title="Watch the disk", source="incident", source_ref=incident.number, finding="Full",
        by=factories.user("wes", "process_owner"), at=clock("12:10"),
    )  # fmt: skip
    assert written_down(incident) == []


def test_an_open_backfill_hinders_closing_until_it_is_made_an_action() -> None:
    incident, activation = used()
    batch = backfill_of(activation)
    assert backfill_problems(incident) == ["backfill_open"]
    create_review_action(
        incident, fields={"title": "Type the papers in"}, backfill=batch, by=world.the("carl"),
        at=clock("12:10"),
    )  # fmt: skip
    assert backfill_problems(incident) == []


def test_a_reconciled_backfill_hinders_nothing() -> None:
    incident, activation = used()
    Backfill.objects.filter(pk=backfill_of(activation).pk).update(state="reconciled")
    assert backfill_problems(incident) == []


def backfill_of(activation: PlanActivation) -> Backfill:
    """A shop entering what it wrote on paper while the plan was carried out."""
    form = PaperForm.objects.create(code="desk", name_en="Desk", prefix="DESK")
    store = Store.objects.create(code="north", name_en="Shop north")
    return Backfill.objects.create(
        code="BF-2026-0001", activation=activation, form=form, store=store, state="entering"
    )


def written_down(incident: Incident) -> list[str]:
    rows = IncidentEntry.objects.filter(incident=incident, type="action_created")
    return list(rows.values_list("payload__action", flat=True))


def backfill_problems(incident: Incident) -> list[str]:
    found = unmet_for_closing(incident, clock("12:00"))
    return [one.code for one in found if one.field == "backfills"]


def test_the_loss_is_entered_on_its_page() -> None:
    incident = world.reviewing()
    impact = Impact.objects.get(incident=incident)
    client = factories.login(world.the("olga"))
    answer = client.post(
        f"/incidents/{incident.number}/review/impacts/{impact.pk}/",
        {"version": impact.version, "actual_loss": "31,000.50", "no_data_lost": "on"},
    )
    impact.refresh_from_db()
    assert answer.status_code == 302
    assert (str(impact.actual_loss), impact.no_data_lost) == ("31000.50", True)


def test_a_stranger_neither_writes_nor_sees_what_is_restricted() -> None:
    incident = world.reviewing()
    charlie = factories.login(world.the("charlie"))
    assert charlie.get(f"/incidents/{incident.number}/review/edit/").status_code == 403
    Incident.objects.filter(pk=incident.pk).update(confidentiality="restricted")
    ida = factories.login(world.the("ida"))
    assert ida.get(f"/incidents/{incident.number}/review/").status_code == 404
