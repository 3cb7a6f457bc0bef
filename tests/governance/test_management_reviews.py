"""Management reviews: live until held, frozen then, approved by somebody else."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import CorrectiveAction
from governance.agenda_words import FIGURES, ITEMS
from governance.models import ManagementReview
from governance.review_page import review_page
from governance.services import agenda
from governance.services import reviews as verbs
from governance.services.review_effects import content_of
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.governance.world import person, the

pytestmark = pytest.mark.django_db
CALL: dict[str, Any] = {"at": NOON}


def planned(**fields: Any) -> ManagementReview:
    given: dict[str, Any] = {
        "title": "Quarter", "period_from": date(2026, 1, 1), "period_until": date(2026, 3, 2),
        "planned_on": date(2026, 3, 2), "chair": person("max"), "secretary": person("mia"),
        "participants": [person("max"), person("mia")],
    } | fields  # fmt: skip
    return verbs.create_review(by=the("mia"), at=NOON, **given)


def submitted(**fields: Any) -> ManagementReview:
    row = planned(**fields)
    row = verbs.hold_review(row, by=the("mia"), at=NOON)
    verbs.change_review(
        row, minutes="We looked.", next_on=date(2026, 6, 1), read_version=None, by=the("mia"),
        at=NOON,
    )  # fmt: skip
    return verbs.submit_review(row, by=the("mia"), at=NOON)


def test_its_agenda_has_every_input_of_the_standard_with_words() -> None:
    row = planned()
    keys = list(row.agenda.order_by("order").values_list("key", flat=True))
    assert keys == list(agenda.ITEMS) == list(ITEMS)
    data = agenda.agenda_data(row.period_from, row.period_until, at=NOON)
    named = {name for one in data.values() for name in one["figures"]}
    assert named == set(FIGURES)


def test_figures_are_live_until_it_is_held_and_frozen_then() -> None:
    row = planned()
    factories.process("road-rescue", critical=True)

    def processes() -> Any:
        page = review_page(ManagementReview.objects.get(pk=row.pk), the("mia"), at=NOON)
        (point,) = [one for one in page.points if one.item.key == "bia_risk"]
        return dict(point.figures)[FIGURES["processes"]]

    assert processes() == 1
    verbs.hold_review(row, by=the("mia"), at=NOON)
    factories.process("booking")
    assert processes() == 1
    # Nothing but numbers and codes is kept: it reads in either language.
    kept = json.dumps([one.data for one in row.agenda.all()])
    assert "Processes" not in kept


def test_minutes_need_somebody_a_text_and_the_next_day() -> None:
    row = planned(chair=None, participants=[])
    row = verbs.hold_review(row, by=the("mia"), at=NOON)
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.submit_review(row, by=the("mia"), at=NOON)
    assert [one.code for one in refusal.value.problems] == [
        "no_minutes", "no_chair", "nobody", "no_next",
    ]  # fmt: skip


@pytest.mark.slow
def test_whoever_wrote_or_submitted_them_does_not_approve() -> None:
    row = submitted()
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.approve_review(row, by=the("mia"), at=NOON)
    assert refusal.value.problems[0].code == "four_eyes"
    with pytest.raises(PermissionDenied):
        verbs.approve_review(row, by=the("aida"), at=NOON)
    assert verbs.approve_review(row, by=the("max"), at=NOON).state == "approved"


def test_approval_makes_actions_of_decisions_and_plans_the_next() -> None:
    row = planned()
    verbs.add_decision(
        row, kind="resource", text="Buy a second line\nUntil autumn.", owner=person("olga"),
        due_on=date(2026, 9, 1), by=the("mia"), at=NOON,
    )  # fmt: skip
    verbs.add_decision(row, kind="other", text="Go on", by=the("mia"), at=NOON)
    row = verbs.hold_review(row, by=the("mia"), at=NOON)
    verbs.change_review(
        row, minutes="We looked.", next_on=date(2026, 6, 1), read_version=None, by=the("mia"),
        at=NOON,
    )  # fmt: skip
    verbs.submit_review(row, by=the("mia"), at=NOON)
    row = verbs.approve_review(row, by=the("max"), at=NOON)
    (action,) = CorrectiveAction.objects.all()
    assert (action.title, action.source, action.source_ref, action.owner) == (
        "Buy a second line", "review", row.code, person("olga"),
    )  # fmt: skip
    follows = ManagementReview.objects.get(state="planned")
    assert (follows.planned_on, follows.period_from, follows.chair) == (
        date(2026, 6, 1), date(2026, 3, 3), person("max"),
    )  # fmt: skip
    assert follows.agenda.count() == len(ITEMS)
    text = json.dumps(content_of(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert row.digest == hashlib.sha256(text.encode()).hexdigest()
    # The next review knows of it.
    data = agenda.agenda_data(date(2026, 3, 3), date(2026, 5, 31), at=NOON)
    assert data["previous_actions"]["figures"]["decided_open"] == 1
    assert [one["code"] for one in data["previous_actions"]["rows"]] == [action.code]


def test_a_decision_is_whole_or_without_owner_and_date() -> None:
    row = planned()
    verbs.add_decision(
        row, kind="other", text="Soon", due_on=date(2026, 9, 1), by=the("mia"), at=NOON
    )
    row = verbs.hold_review(row, by=the("mia"), at=NOON)
    assert "half_decided" in [one.code for one in verbs.missing_of(row)]
    with pytest.raises(Refused):
        verbs.add_decision(
            row, kind="other", text="Late", due_on=date(2026, 3, 1), by=the("mia"), at=NOON
        )


@pytest.mark.slow
def test_returned_minutes_are_written_on_and_approved_ones_stand() -> None:
    row = submitted()
    with pytest.raises(GuardsUnmet):
        verbs.change_review(row, minutes="More", read_version=None, by=the("mia"), at=NOON)
    row = verbs.return_review(row, reason="No risks", by=the("max"), at=NOON)
    assert (row.state, row.returned_because) == ("held", "No risks")
    verbs.change_review(row, minutes="More", read_version=None, by=the("mia"), at=NOON)
    verbs.submit_review(row, by=the("mia"), at=NOON)
    row = verbs.approve_review(row, by=the("max"), at=NOON)
    with pytest.raises(GuardsUnmet):
        verbs.change_review(row, minutes="Again", read_version=None, by=the("mia"), at=NOON)
    with pytest.raises(GuardsUnmet):
        verbs.add_item(row, title="Late", by=the("mia"), at=NOON)


@pytest.mark.slow
def test_a_planned_one_is_cancelled_and_a_held_one_is_not() -> None:
    row = planned()
    assert verbs.cancel_review(row, reason="Moved", by=the("mia"), at=NOON).state == "cancelled"
    other = verbs.hold_review(planned(), by=the("mia"), at=NOON)
    with pytest.raises(GuardsUnmet):
        verbs.cancel_review(other, reason="No", by=the("mia"), at=NOON)


def test_minutes_are_written_beside_the_figures() -> None:
    row = verbs.hold_review(planned(), by=the("mia"), at=NOON)
    client = factories.login(the("mia"))
    page = client.get(f"{row.get_absolute_url()}minutes/")
    item, _box = page.context["form"].boxes[0]
    posted = {
        "version": row.version, "minutes": "All said", "next_on": "2026-06-01",
        f"item_{item.pk}": "Nothing is open.",
    }  # fmt: skip
    assert client.post(f"{row.get_absolute_url()}minutes/", posted).status_code == 302
    item.refresh_from_db()
    assert item.discussion == "Nothing is open."
    stale = client.post(f"{row.get_absolute_url()}minutes/", posted | {"minutes": "Mine"})
    assert stale.status_code == 409
    assert factories.login(the("aida")).get(f"{row.get_absolute_url()}minutes/").status_code == 403


def test_the_page_shows_each_state() -> None:
    row = submitted()
    client = factories.login(the("max"))
    assert client.get(row.get_absolute_url()).context["may_decide"] is True
    assert client.post(f"{row.get_absolute_url()}approval/").status_code == 302
    page = client.get(row.get_absolute_url())
    assert (page.status_code, page.context["may_change"]) == (200, False)
    assert client.get("/governance/management-reviews/").status_code == 200


def test_the_same_by_api() -> None:
    api = factories.api(the("mia"))
    body = {
        "title": "Q1", "period_from": "2026-01-01", "period_until": "2026-03-31",
        "planned_on": "2026-04-02", "chair": "max", "participants": ["mia", "max"],
    }  # fmt: skip
    person("max")
    made = api.post("/api/v1/management-reviews/", body)
    assert made.status_code == 201, made.content
    place = made.json()["url"]
    items = api.get(f"{place}agenda/").json()["results"]
    assert items[0]["data"]["figures"]["decided"] == 0
    own = api.post(f"{place}agenda/", {"title": "Parking"})
    assert (own.status_code, own.json()["key"]) == (201, "other")
    said = api.patch(f"{place}agenda/{items[0]['id']}/", {"discussion": "None"})
    assert said.json()["discussion"] == "None"
    kept = api.delete(f"{place}agenda/{items[0]['id']}/")
    assert kept.status_code == 409
    made = api.post(f"{place}decisions/", {"kind": "other", "text": "Go on"})
    assert made.status_code == 201
    number = made.json()["id"]
    assert api.patch(f"{place}decisions/{number}/", {"text": "Go"}).json()["text"] == "Go"
    assert api.delete(f"{place}decisions/{number}/").status_code == 204
    assert api.post(f"{place}holding/").json()["state"] == "held"
    assert api.post(f"{place}submission/").status_code == 409
    assert factories.api(the("aida")).post(f"{place}holding/").status_code == 403
