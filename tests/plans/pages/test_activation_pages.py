"""Pages of plans being carried out, as a browser without JavaScript uses them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from plans.models import PlanActivation
from tests import factories
from tests.plans.carried_out import role, run, states, three_steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    factories.clock_policies()
    three_steps()
    return factories.login(manager)


def begin(client: Client, **fields: Any) -> PlanActivation:
    client.post("/plans/rescue/activate/", {"reason": "Dispatch is down"} | fields)
    return PlanActivation.objects.latest("pk")


def test_summary_stands_before_the_button(client: Client) -> None:
    page = client.get("/plans/rescue/activate/").content.decode()

    assert "1 Step 1" in page
    assert "2 Step 2: 10 min" in page
    assert "Activate now" in page


def test_activate_and_see_what_can_begin_first(client: Client) -> None:
    activation = begin(client)
    page = client.get(activation.get_absolute_url()).content.decode()

    assert page.index("Can begin now") < page.index("Waiting for others")
    assert f"/activations/{activation.code}/tasks/1/completion/" in page


def test_same_form_sent_twice_begins_one(client: Client) -> None:
    begin(client, key="k")
    begin(client, key="k")

    assert PlanActivation.objects.count() == 1


def test_second_one_is_shown_the_first(client: Client) -> None:
    begin(client)
    answer = client.post("/plans/rescue/activate/", {"reason": "Again"})

    assert answer.status_code == 409
    assert "PA-2026-0001" in answer.content.decode()


def test_one_press_is_enough(client: Client) -> None:
    activation = begin(client)
    answer = client.post(f"{activation.get_absolute_url()}tasks/1/completion/")

    assert answer.headers["Location"] == f"{activation.get_absolute_url()}#task-1"
    assert states(activation)[1] == "done"


def test_second_press_says_who_was_faster(client: Client, bob: User) -> None:
    activation = begin(client)
    address = f"{activation.get_absolute_url()}tasks/1/completion/"
    factories.login(bob).post(address)
    answer = client.post(address, follow=True)

    assert "already “Done”" in answer.content.decode()


def test_missing_evidence_is_asked_for_and_what_was_typed_stays(client: Client) -> None:
    activation = begin(client)
    client.post(f"{activation.get_absolute_url()}tasks/1/completion/")
    answer = client.post(
        f"{activation.get_absolute_url()}tasks/3/completion/", {"result": "Works again"}
    )

    assert answer.status_code == 422
    assert "Works again" in answer.content.decode()


def test_change_on_the_spot_side_by_side(client: Client) -> None:
    activation = begin(client)
    address = f"{activation.get_absolute_url()}tasks/2/edit/"
    fields = {"title_en": "Step 2", "title_zh": "步骤2", "duration_s": "10 min", "version": "1"}
    assert client.post(address, fields | {"needs": ["1"], "limit_s": "10 min"}).status_code == 302
    assert run(activation, 2).duration_s == 600
    assert client.post(address, fields | {"duration_s": "1 min"}).status_code == 409


@pytest.mark.parametrize(
    "path", ["", "timeline/", "tasks/1/failure/", "end/", "tasks/new/", "note/", "commander/"]
)
def test_pages_answer(client: Client, path: str) -> None:
    activation = begin(client)

    assert client.get(f"{activation.get_absolute_url()}{path}").status_code == 200


def test_fragment_answers_only_what_is_new(client: Client) -> None:
    activation = begin(client)
    page = client.get(activation.get_absolute_url()).context["page"]
    address = f"{activation.get_absolute_url()}live/?since="
    assert client.get(address + page.since).status_code in (200, 204)  # a minute may have passed

    client.post(f"{activation.get_absolute_url()}tasks/1/start/")
    assert client.get(address + page.since).status_code == 200


def test_reader_sees_no_buttons(client: Client, auditor: User) -> None:
    activation = begin(client)
    page = factories.login(auditor).get(activation.get_absolute_url()).content.decode()

    assert "/tasks/1/completion/" not in page
    assert factories.login(auditor).get("/plans/rescue/activate/").status_code == 403


def test_holder_sees_what_is_theirs(client: Client, auditor: User) -> None:
    activation = begin(client)
    mine = role("hotline", factories.person("mine", user=auditor))
    activation.tasks.filter(number=1).update(role=mine)
    page = factories.login(auditor).get(activation.get_absolute_url()).content.decode()

    assert "Yours" in page
    assert "/tasks/1/completion/" in page


def test_page_of_500_tasks_asks_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    activation = begin(client)
    first = run(activation, 1)
    activation.tasks.bulk_create(
        [
            type(first)(activation=activation, number=number, title_en=f"Step {number}")
            for number in range(4, 501)
        ]
    )
    with django_assert_max_num_queries(15):
        assert client.get(activation.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(12):
        client.get("/activations/")


def test_first_tasks_stand_in_full_and_a_line_opens_the_others(client: Client) -> None:
    activation = begin(client)
    first = run(activation, 1)
    activation.tasks.bulk_create(
        [
            type(first)(
                activation=activation, number=n, position=n, title_en=f"Step {n}",
                instructions_en=f"How {n}.",
            )
            for n in range(4, 61)
        ]
    )  # fmt: skip
    address = activation.get_absolute_url()
    page = client.get(address).content.decode()
    opened = client.get(f"{address}?task=60").content.decode()

    assert (page.count('id="how-'), opened.count('id="how-')) == (37, 38)
    assert 'href="?task=60#task-60"' in page
    assert ("How 60." in page, "How 60." in opened) == (False, True)
    assert f"{address}live/?since=" in opened
    assert "&amp;task=60" in opened


def test_planned_against_actual_names_what_has_ended(client: Client) -> None:
    activation = begin(client)
    client.post(f"{activation.get_absolute_url()}tasks/1/completion/")
    page = client.get(activation.get_absolute_url()).context["page"]

    assert [card.run.number for card, _cells in page.compared] == [1]
