"""Reading a plan: what is in force, how few questions it takes, what each reader may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from plans.models import Plan, PlanVersion, RoleHolder
from plans.plan_page.reading import OWN_NUMBER
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from plans.services.versions import change_version, new_draft
from tests.factories import NOON, login
from tests.plans.pages.reading_world import many_tasks, rich
from tests.plans.plan_world import cast, draft, effective, role, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    return cast()


def in_force(version: PlanVersion, people: dict[str, User]) -> PlanVersion:
    submit_version(version, by=people["alice"], at=NOON)
    sign = {"at": NOON, "comment": "Better than nothing.", "accepts_infeasible": True}
    approve_version(version, by=people["alice"], **sign)
    approve_version(version, by=people["mia"], **sign)
    return publish_version(version, by=people["mia"], at=NOON)


def shown(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:2000]
    return answer


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        shown(client, address)
    return len(captured)


def words(actions: list[Any]) -> list[str]:
    return [str(one.words) for one in actions]


def test_the_plan_shows_what_is_in_force(people: dict[str, User]) -> None:
    in_force(rich(people["alice"]), people)
    new_draft(Plan.objects.get(), by=people["alice"], at=NOON)
    context = shown(login(people["charlie"]), "/plans/rescue/").context
    assert context["version"].number == "1.0"
    assert context["page"].being_made.number == "2.0"


def test_a_plan_that_never_was_in_force_shows_its_draft(people: dict[str, User]) -> None:
    rich(people["alice"])
    context = shown(login(people["alice"]), "/plans/rescue/").context
    assert context["version"].status == "draft"


def test_text_in_the_other_language_says_which(people: dict[str, User]) -> None:
    rich(people["alice"])
    chapters = shown(login(people["alice"]), "/plans/rescue/").context["reading"].chapters
    assert [(one.number, str(one.title), one.lang) for one in chapters] == [
        ("1", "Scope", ""),
        ("1.1", "范围", "zh-Hans"),
    ]
    assert chapters[1].body == "<p><strong>全部</strong></p>\n"


@pytest.mark.parametrize(
    "title", ["3. Stock", "2.1 Scope", "一、目标", "第二阶段：简化", "Phase 2: less"]
)
def test_a_title_with_its_own_number_gets_no_second(title: str) -> None:
    assert OWN_NUMBER.match(title) is not None


@pytest.mark.parametrize("title", ["Stock", "目标", "Phase out", "2026"])
def test_other_titles_are_numbered(title: str) -> None:
    assert OWN_NUMBER.match(title) is None


@pytest.mark.parametrize("tab", ["tasks", "timing", "calling", "card", "records"])
def test_every_part_opens_for_whoever_reads(people: dict[str, User], tab: str) -> None:
    in_force(rich(people["alice"]), people)
    shown(login(people["charlie"]), f"/plans/rescue/versions/1.0/{tab}/")


def test_a_version_that_there_is_not(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    assert login(people["alice"]).get("/plans/rescue/versions/9.9/").status_code == 404


def test_a_restricted_plan_is_not_there_for_others(people: dict[str, User]) -> None:
    effective(people=people, confidentiality="restricted")
    assert login(people["bob"]).get("/plans/rescue/").status_code == 404
    assert login(people["alice"]).get("/plans/rescue/").status_code == 200


def test_500_tasks_take_at_most_15_questions(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    in_force(version, people)
    for code in ("it-lead", "business-lead"):
        RoleHolder.objects.create(role=role(code), person=the("bob"))
    client = login(people["charlie"])
    few = questions(client, "/plans/rescue/")
    next_one = new_draft(version.plan, by=people["alice"], at=NOON)
    many_tasks(next_one, 500)
    change_version(next_one, read_version=None, by=people["alice"], at=NOON, change_summary="More")
    in_force(next_one, people)
    assert questions(client, "/plans/rescue/") == few
    assert few <= 15


def test_one_sees_the_tasks_of_ones_own_roles(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    RoleHolder.objects.create(role=role("it-lead"), person=the("bob"))
    version.tasks.filter(number=1).update(role=role("business-lead"))
    context = shown(login(people["bob"]), "/plans/rescue/versions/1.0/tasks/").context
    assert [one.number for one in context["tasks"]] == [2]


def test_any_role_can_be_looked_at(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    version.tasks.filter(number=1).update(role=role("business-lead"))
    address = "/plans/rescue/versions/1.0/tasks/?role=business-lead"
    tasks = shown(login(people["bob"]), address).context["tasks"]
    assert [one.number for one in tasks] == [1]


def test_the_owner_of_a_draft_may_submit_it_and_a_reader_may_not(people: dict[str, User]) -> None:
    rich(people["alice"])
    own = shown(login(people["alice"]), "/plans/rescue/").context
    assert words(own["actions"])[0] == "Submit for approval"
    assert words(shown(login(people["charlie"]), "/plans/rescue/").context["actions"]) == []


def test_a_draft_names_what_is_missing_and_where(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    version.tasks.filter(number=2).update(role=None)
    problems = shown(login(people["alice"]), "/plans/rescue/").context["problems"]
    assert [(str(one.words), one.links) for one in problems] == [
        ("Tasks without a role: 2.", [("2", "/plans/rescue/versions/1.0/#task-2")])
    ]


def test_whose_turn_it_is_may_approve(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    submit_version(version, by=people["alice"], at=NOON)
    first = shown(login(people["alice"]), "/plans/rescue/").context["actions"]
    later = shown(login(people["mia"]), "/plans/rescue/").context["actions"]
    assert words(first)[:2] == ["Approve", "Return"]
    assert "Approve" not in words(later)


def test_a_draft_takes_as_many_questions_for_many_tasks_as_for_two(
    people: dict[str, User],
) -> None:
    version = rich(people["alice"])
    client = login(people["alice"])
    few = questions(client, "/plans/rescue/")
    many_tasks(version, 50)
    assert questions(client, "/plans/rescue/") == few


def test_one_line_says_whether_there_is_time_enough(people: dict[str, User]) -> None:
    in_force(rich(people["alice"]), people)
    answer = login(people["charlie"]).get(
        "/plans/rescue/versions/1.0/timing/", headers={"HX-Request": "true"}
    )
    assert [one.name for one in answer.templates if one.name][0] == "plans/_timing_line.html"
    assert answer.context["panel"].shown == "plan_red"


def test_hostile_markdown_is_shown_as_text(people: dict[str, User]) -> None:
    version = rich(people["alice"])
    version.sections.update(body_en="<script>alert(1)</script> [x](javascript:alert(1))")
    content = shown(login(people["alice"]), "/plans/rescue/").content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert 'href="javascript' not in content
