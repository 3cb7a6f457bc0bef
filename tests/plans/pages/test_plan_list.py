"""The list of plans with its filters, reviews, and the parts on other pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from bcm.dashboard_plans import plans_of
from bcm.dashboard_todo_plans import plan_parts
from lib.asked_together import Reading
from plans.models import ApprovalStep, Plan, Trigger
from plans.plan_page.difference import compared
from plans.services.content_document import document_of
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from plans.services.reviews import ask_for_change, raise_change
from plans.services.versions import new_draft
from plans.signing import versions_waiting_for
from tests.factories import NOON, login, process
from tests.plans.pages.reading_world import rich
from tests.plans.plan_world import approved, cast, draft, effective, submitted, the

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def people() -> dict[str, User]:
    return cast()


def codes(user: User, query: str = "", page: str = "plans") -> list[str]:
    answer = login(user).get(f"/{page}/{query}")
    assert answer.status_code == 200
    return [one.code for one in answer.context["listing"].rows]


def test_filters_of_the_list(people: dict[str, User]) -> None:
    effective("in-force", people=people)
    submitted("waiting", by=people["alice"])
    draft("written", by=people["alice"], kind="bcp")
    Plan.objects.filter(code="in-force").update(review_due=date(2020, 1, 1))
    mia = people["mia"]
    assert codes(mia) == ["in-force", "waiting", "written"]
    assert codes(mia, "?status=in_review") == ["waiting"]
    assert codes(mia, "?status=none") == ["waiting", "written"]
    assert codes(mia, "?status=draft&status=effective") == ["in-force", "written"]
    assert codes(mia, "?review=overdue") == ["in-force"]
    assert codes(mia, "?kind=bcp") == ["written"]
    assert codes(mia, "?search=writt") == ["written"]


def test_what_is_in_force_although_not_feasible(people: dict[str, User]) -> None:
    _accepted(people)
    effective("other", people=people)
    assert codes(people["mia"], "?accepted_red=true") == ["rescue"]
    assert codes(people["mia"], "?accepted_red=false") == ["other"]


def _accepted(people: dict[str, User]) -> None:
    version = submit_version(rich(people["alice"]), by=people["alice"], at=NOON)
    for name in ("alice", "mia"):
        approve_version(
            version, by=people[name], at=NOON, comment="For now.", accepts_infeasible=True
        )
    publish_version(version, by=people["mia"], at=NOON)


def test_the_list_takes_as_many_questions_for_one_plan_as_for_three(
    people: dict[str, User],
) -> None:
    client = login(people["mia"])

    def questions() -> int:
        client.get("/plans/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/plans/")
        return len(captured)

    effective("a", people=people)
    with_one = questions()
    effective("b", people=people, processes=[process()])
    submitted("c", by=people["alice"])
    assert questions() == with_one


def test_restricted_plans_are_not_listed_for_others(people: dict[str, User]) -> None:
    effective("open", people=people)
    effective("secret", people=people, confidentiality="restricted")
    assert codes(people["bob"]) == ["open"]


def test_reasons_are_listed_as_sentences(people: dict[str, User]) -> None:
    version = effective(people=people)
    process("road-rescue", owner=people["alice"])
    params = {"process": "road-rescue", "name": "Road rescue", "changes": {"rto_s": [900, None]}}
    raise_change(
        version.plan, trigger=Trigger.OBJECTIVE, source_ref="process:road-rescue", params=params,
        by=None, at=NOON,
    )  # fmt: skip
    ask_for_change(version.plan, text="Old number", by=people["charlie"], at=NOON)
    rows = login(people["mia"]).get("/plans/reviews/?ordering=raised").context["listing"].rows
    assert {one.words for one in rows} == {
        "Objectives of Road rescue changed: RTO 15 min → not set.",
        "Somebody asked for a change.",
    }


def test_a_reason_of_an_unknown_shape_says_its_kind(people: dict[str, User]) -> None:
    version = effective(people=people)
    raise_change(
        version.plan, trigger=Trigger.AMENDMENT, source_ref="x", params={}, by=None, at=NOON
    )
    (row,) = login(people["mia"]).get("/plans/reviews/").context["listing"].rows
    assert row.words == "Changed while it was carried out"


def test_two_versions_are_compared_word_by_word(people: dict[str, User]) -> None:
    version = effective(people=people)
    second = new_draft(version.plan, by=people["alice"], at=NOON)
    second.tasks.update(title_en="Call the suppliers", duration_s=600)
    context = login(people["charlie"]).get("/plans/rescue/differences/").context
    assert (context["before"].number, context["after"].number) == ("1.0", "2.0")
    ((heading, (row,)),) = context["sections"]
    assert (heading, row.kind, row.label) == ("Tasks", "changed", "1 Call the suppliers")
    assert [(one.label, one.before, one.after) for one in row.lines] == [
        ("Title", "Call the customers", "Call the suppliers"),
        ("Planned duration", "5 min", "10 min"),
    ]
    assert [piece.text for piece in row.lines[0].new if piece.kind == "added"] == ["suppliers"]
    assert [(str(words), old, new) for words, old, new, _missing in context["languages"]] == [
        ("English", (5, 5), (5, 5)),
        ("Chinese", (0, 5), (0, 5)),
    ]


def test_every_kind_of_content_can_be_compared(people: dict[str, User]) -> None:
    small, large = draft("small", by=people["alice"]), rich(people["alice"])
    found = compared(document_of(small), document_of(large), people["alice"])
    assert [heading for heading, _rows in found][1:] == [
        "Chapters", "When it is carried out", "Tasks", "Resources", "Prepared messages", "Card",
        "Whom to call",
    ]  # fmt: skip


def test_one_version_has_nothing_to_be_compared_with(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    answer = login(people["alice"]).get("/plans/rescue/differences/")
    assert (answer.status_code, answer.context["before"]) == (200, None)


def test_process_and_system_show_the_plans_that_cover_them(people: dict[str, User]) -> None:
    _accepted(people)
    client = login(people["mia"])

    def panel(address: str) -> Any:
        panels = client.get(address).context["panels"]
        return next(one.data for one in panels if one.template == "plans/_covering_panel.html")

    for address in ("/processes/road-rescue/", "/systems/dispatch/"):
        (row,) = panel(address)["rows"]
        assert (row.plan.code, row.in_force.number, row.accepted) == ("rescue", "1.0", True)


def _reading() -> Reading:
    return Reading(Organisation.objects.filter(pk=Organisation.current().pk))


def test_the_dashboard_counts_plans(people: dict[str, User]) -> None:
    def shown() -> Any:
        panel = plans_of(reading := _reading(), people["mia"], TODAY)
        reading.read()
        return panel()

    assert shown() is None
    _accepted(people)
    draft("other", by=people["alice"])
    Plan.objects.filter(code="rescue").update(review_due=date(2020, 1, 1))
    found = shown()
    assert found is not None
    assert (found.all, found.in_force, found.overdue, found.accepted) == (2, 1, 1, 1)


def test_what_plans_ask_of_one_person(people: dict[str, User]) -> None:
    submitted("waiting", by=people["alice"])
    effective(people=people)
    ask_for_change(Plan.objects.get(code="rescue"), text="Old", by=people["bob"], at=NOON)
    parts = plan_parts(reading := _reading(), people["alice"], TODAY)
    reading.read()
    tasks = [task for part in parts for task in part.tasks]
    assert [(one.words, one.subject) for one in tasks] == [
        ("Approve or return the plan", "Rescue by phone 1.0"),
        ("Read the plan and confirm that you understood it", "Rescue by phone 1.0"),
        ("Look at the plan again", "Rescue by phone"),
    ]


def waiting(user: User) -> list[str]:
    return [one.plan.code for one in versions_waiting_for(user)]


def test_a_version_waits_for_whose_turn_it_is(people: dict[str, User]) -> None:
    version = submitted(by=people["alice"])
    assert [name for name in people if waiting(people[name])] == ["alice"]
    approve_version(version, by=people["alice"], at=NOON)
    assert [name for name in people if waiting(people[name])] == ["mia"]


def test_the_deputy_stands_in_for_an_owner_who_left(people: dict[str, User]) -> None:
    submitted(by=people["alice"], deputy=the("bob"))
    owner = the("alice")
    owner.is_active = False
    owner.save()
    assert [name for name in people if waiting(people[name])] == ["bob"]


def test_continuity_managers_stand_in_when_nobody_is_left(people: dict[str, User]) -> None:
    submitted(by=people["alice"])
    people["alice"].is_active = False
    people["alice"].save()
    assert [name for name in people if waiting(people[name])] == ["mia"]


def test_a_delegate_may_sign_too(people: dict[str, User]) -> None:
    submitted(by=people["alice"])
    ApprovalStep.objects.filter(kind="owner").update(delegate=the("bob"))
    assert [name for name in people if waiting(people[name])] == ["alice", "bob"]


def test_what_is_approved_waits_for_nobody(people: dict[str, User]) -> None:
    approved(people=people)
    assert [name for name in people if waiting(people[name])] == []
