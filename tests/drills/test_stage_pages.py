"""The runner's and the evaluator's page: who sees what, and what is done there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drills.models import Drill, Expectation, Inject, InjectFile, Participant
from drills.services import drills as verbs
from drills.services import running
from tests import factories
from tests.drills.world import person, ready_drill, running_drill, the
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drill() -> Drill:
    """10:15: inject 1 was said at 10:00, 2 is due."""
    row = running_drill()
    running.deliver(row, inject=inject(row, "1"), by=the("cora"), at=clock("10:00"))
    running.run_due(row, at=clock("10:15"))
    return Drill.objects.get(pk=row.pk)


@pytest.fixture(autouse=True)
def at_10_15() -> Iterator[None]:
    with time_machine.travel(clock("10:15"), tick=False):
        yield


def inject(row: Drill, key: str) -> Inject:
    return Inject.objects.get(script__drill=row, key=key)


def expectation(row: Drill) -> Expectation:
    return Expectation.objects.get(script__drill=row, key="1.1")


def as_(name: str) -> Client:
    client = Client()
    client.force_login(the(name))
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def run(row: Drill, more: str = "") -> str:
    return f"/drills/{row.code}/run/{more}"


def evaluate(row: Drill, more: str = "") -> str:
    return f"/drills/{row.code}/evaluate/{more}"


def test_whoever_controls_sees_what_is_due_and_what_comes(drill: Drill) -> None:
    page = text(as_("cora").get(run(drill)))
    assert [word in page for word in ("Queue grows", "Customers call", "Standby fails too")] == [
        True, True, True,
    ]  # fmt: skip
    assert "1 / 3" in page


def test_what_is_due_shows_although_no_worker_runs(drill: Drill) -> None:
    """Inject 3 delivers itself at 10:20, 4 waits for 1.1; nothing has looked since 10:15."""
    with time_machine.travel(clock("10:31"), tick=False):
        page = text(as_("cora").get(run(drill)))
    parts = {name: page.partition(f'id="part-{name}"')[2].partition('id="part-')[0]
             for name in ("now", "coming")}  # fmt: skip
    assert ["Queue grows" in parts["now"], "Customers call" in parts["now"]] == [True, True]
    assert ("waiting-title" in parts["coming"], "Standby fails" in parts["coming"]) == (True, True)


def test_whoever_plays_sees_what_was_told_and_nothing_of_the_script(drill: Drill) -> None:
    page = text(as_("iris").get(run(drill)))
    assert "Alarm" in page
    assert not any(word in page for word in ("Queue grows", "Customers call", "Calls the team"))


def test_the_feed_tells_players_nothing_more(drill: Drill) -> None:
    client = as_("carl")
    told = text(client.get(run(drill, "feed/"), {"since": ""}))
    assert ("Alarm" in told, "Queue grows" in told) == (True, False)
    told = text(client.get(evaluate(drill, "feed/"), {"since": ""}))
    assert "Calls the team" not in told


@pytest.mark.slow
def test_a_planner_who_plays_learns_nothing_either(drill: Drill) -> None:
    Participant.objects.create(drill=drill, person=person("mia"), role="player")
    assert "Customers call" not in text(as_("mia").get(run(drill)))
    assert as_("mia").get(run(drill, "injects/")).status_code == 403


def test_an_inject_to_one_role_reaches_its_players_page_only(drill: Drill) -> None:
    running.deliver(drill, inject=inject(drill, "2"), by=the("cora"), at=clock("10:15"))
    seen = {name: "Queue grows" in text(as_(name).get(run(drill))) for name in ("carl", "iris")}
    assert seen == {"carl": True, "iris": False}


def test_outsiders_and_players_are_kept_out(drill: Drill) -> None:
    factories.user("vera", "process_owner")
    answers = {
        "vera": as_("vera").get(run(drill)).status_code,
        "carl": as_("carl").get(evaluate(drill)).status_code,
        "olga": as_("olga").get(run(drill, "injects/")).status_code,
    }
    assert answers == {"vera": 403, "carl": 403, "olga": 403}


def test_a_drill_without_notice_does_not_exist_for_its_players() -> None:
    row = ready_drill(no_notice=True)
    answers = [as_(name).get(run(row, more)).status_code
               for name in ("carl", "cora") for more in ("", "feed/")]  # fmt: skip
    assert answers == [404, 404, 200, 200]


def test_nothing_new_is_204_and_one_query_of_the_drill(drill: Drill) -> None:
    client = as_("cora")
    client.get(run(drill))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(run(drill, "feed/"), {"since": str(drill.seq)})
    asked = [one for one in captured if '"drills_' in one["sql"]]
    assert (answer.status_code, len(asked)) == (204, 1)
    assert answer["Room-Now"] == str(int(clock("10:15").timestamp() * 1000))


def test_delivered_by_a_double_tap_it_is_delivered_once(drill: Drill) -> None:
    client, one = as_("cora"), inject(drill, "2")
    body = {"key": "tap", "text": ""}
    answers = [client.post(run(drill, f"{one.pk}/delivery/"), body, headers=HTMX) for _ in "12"]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert (inject(drill, "2").status, inject(drill, "2").late_s) == ("delivered", 300)
    assert drill.timeline.filter(type="inject_delivered").count() == 2


@pytest.mark.slow
def test_without_script_one_comes_back_to_the_runner(drill: Drill) -> None:
    client, one = as_("cora"), inject(drill, "2")
    assert "Queue grows" in text(client.get(run(drill, f"{one.pk}/skipping/")))
    refused = client.post(run(drill, f"{one.pk}/skipping/"), {"reason": ""})
    done = client.post(run(drill, f"{one.pk}/skipping/"), {"reason": "They know"})
    assert (refused.status_code, done.status_code, done["Location"]) == (422, 303, run(drill))
    assert inject(drill, "2").skip_reason == "They know"


def test_players_can_deliver_nothing(drill: Drill) -> None:
    one = inject(drill, "3")
    assert as_("carl").post(run(drill, f"{one.pk}/delivery/"), {}).status_code == 403
    assert inject(drill, "3").status == "pending"


def test_a_big_button_judges_and_keeps_what_was_written(drill: Drill) -> None:
    client, one = as_("eva"), expectation(drill)
    address = evaluate(drill, f"{one.pk}/judgement/")
    words = {"result": "partly", "comment": "Only two came", "evidence": "photo 3"}
    assert client.post(address, words).status_code == 303
    assert client.post(address, {"result": "met", "key": "k"}, headers=HTMX).status_code == 204
    one = expectation(drill)
    assert (one.result, one.comment, one.evidence) == ("met", "Only two came", "photo 3")


def test_an_evaluator_follows_one_role(drill: Drill) -> None:
    one = expectation(drill)
    Expectation.objects.create(
        script=one.script,
        inject=one.inject,
        key="1.2",
        role="comms_lead",
        text_en="Tells customers",
    )
    client = as_("eva")
    for address in (evaluate(drill), evaluate(drill, "feed/")):
        page = text(client.get(address, {"role": "comms_lead", "since": ""}))
        assert ("Tells customers" in page, "Calls the team" in page) == (True, False)
        assert "feed/?role=comms_lead" in page


def test_what_waited_in_a_phone_was_seen_when_it_was_tapped(drill: Drill) -> None:
    one = expectation(drill)
    body = {"result": "met", "key": "k", "at": clock("10:04").isoformat()}
    as_("eva").post(evaluate(drill, f"{one.pk}/judgement/"), body)
    one = expectation(drill)
    assert (one.observed_at, one.is_late) == (clock("10:04"), False)


def test_an_observation_sent_twice_is_one(drill: Drill) -> None:
    client = as_("eva")
    body = {"kind": "improvement", "text": "Nobody wrote minutes", "key": "a1", "at": ""}
    for _again in range(2):
        assert client.post(evaluate(drill, "observation/"), body).status_code == 303
    assert [one.text for one in drill.observations.all()] == ["Nobody wrote minutes"]
    assert "Nobody wrote minutes" in text(client.get(evaluate(drill)))


@pytest.mark.slow
def test_an_observation_without_a_kind_is_asked_for_it(drill: Drill) -> None:
    answer = as_("eva").post(evaluate(drill, "observation/"), {"text": "Calm"})
    assert (answer.status_code, "Calm" in answer.content.decode()) == (422, True)


@pytest.mark.slow
def test_after_the_end_late_judgements_are_still_taken(drill: Drill) -> None:
    verbs.end(drill, by=the("cora"), at=clock("10:15"))
    one = expectation(drill)
    body = {"result": "met", "at": clock("10:04").isoformat()}
    assert as_("eva").post(evaluate(drill, f"{one.pk}/judgement/"), body).status_code == 303
    assert expectation(drill).result == "met"


@pytest.mark.slow
def test_everybody_who_takes_part_logs(drill: Drill) -> None:
    assert as_("olga").post(run(drill, "log/"), {"text": "Phones are quiet"}).status_code == 303
    assert as_("dan").post(run(drill, "log/"), {"text": "x"}).status_code == 403
    assert "Phones are quiet" in text(as_("carl").get(run(drill)))


def test_speed_is_a_button_of_a_tabletop(drill: Drill) -> None:
    assert as_("cora").post(run(drill, "speed/"), {"speed": "4"}).status_code == 303
    assert Drill.objects.get(pk=drill.pk).speed == 4


@pytest.mark.slow
def test_send_to_me_tells_nobody_else(drill: Drill) -> None:
    from followup.models import Notification

    as_("cora").post(run(drill, f"{inject(drill, '3').pk}/preview/"))
    told = Notification.objects.filter(kind="drill.inject_preview")
    assert set(told.values_list("user__username", flat=True)) == {"cora"}
    assert inject(drill, "3").status == "pending"


def test_a_file_is_handed_out_with_its_inject(drill: Drill) -> None:
    files = [
        InjectFile.objects.create(
            inject=inject(drill, key), name=f"{key}.pdf", content_type="application/pdf",
            size_bytes=3, sha256="0" * 64, content=b"pdf",
        )
        for key in ("1", "3")
    ]  # fmt: skip
    answers = [as_("carl").get(run(drill, f"files/{one.pk}/")) for one in files]
    assert [one.status_code for one in answers] == [200, 404]
    assert answers[0]["Content-Disposition"] == 'attachment; filename="1.pdf"'


@pytest.mark.slow
def test_the_runner_asks_the_same_for_three_injects_and_for_thirty(drill: Drill) -> None:
    client = as_("cora")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(run(drill)).status_code == 200
        return len(captured)

    asked()
    few = asked()
    Inject.objects.bulk_create(
        Inject(script=drill.script, key=f"x{n}", offset_s=2000 + n, title_en=f"More {n}")
        for n in range(30)
    )
    assert asked() == few
