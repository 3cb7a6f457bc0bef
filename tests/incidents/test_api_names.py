"""The API of incidents under the names of the business reference, read and written."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from incidents.models import Incident
from tests import factories
from tests.incidents import world
from tests.incidents.world import SHANGHAI, clock

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/incidents/"


@pytest.fixture
def row(db: None) -> Incident:
    """Dispatch is down since 10:00, grade I since 10:07; it is 10:20."""
    return world.responding()


@pytest.fixture
def carl(row: Incident) -> Any:
    with time_machine.travel(clock("10:20"), tick=False):
        yield factories.api(world.the("carl"))


def iso(time: str) -> str:
    return clock(time).astimezone(SHANGHAI).isoformat()


def told(client: APIClient, row: Incident, part: str = "") -> dict[str, Any]:
    return dict(client.get(f"{ROOT}{row.number}/{part}").json())


def change(client: APIClient, row: Incident, part: str = "", **body: Any) -> Any:
    version = told(client, row, part)["version"]
    return client.patch(f"{ROOT}{row.number}/{part}", {"version": version, **body})


def impact_of(row: Incident) -> str:
    return f"impacts/{row.impacts.get().pk}/"


def test_what_is_awaited_and_who_said_so(carl: APIClient, row: Incident) -> None:
    one = told(carl, row)
    assert (one["number"], one["source"], one["tz"]) == (row.number, "manual", "Asia/Shanghai")
    assert (one["grade_confirmed"], one["drill"], one["comms_group"]) == (True, None, None)
    assert one["next_report_due_at"] == iso("10:22")


def test_the_group_is_given_at_once_and_taken_back(carl: APIClient, row: Incident) -> None:
    group = {"name": "War room", "url": "https://example.com/room"}
    one = change(carl, row, comms_group=group).json()
    assert (one["comms_group"], one["group_name"]) == (group, "War room")
    assert change(carl, row, comms_group=None).json()["group_url"] == ""


def test_a_drill_is_never_declared_as_real(carl: APIClient) -> None:
    body = {"title": "Drill", "systems": ["dispatch"], "mode": "drill"}
    assert carl.post(ROOT, body).json()["errors"][0]["attr"] == "drill_code"
    one = carl.post(ROOT, body | {"drill": "DR-1"}).json()
    assert (one["mode"], one["drill"], one["source"]) == ("drill", "DR-1", "drill")


@pytest.mark.parametrize(
    ("given", "kept"), [("all", ["all"]), (["east"], ["east"]), ([], []), (0, []), (None, ["all"])]
)
def test_a_scope_nobody_told_is_the_worst(carl: APIClient, given: Any, kept: list[str]) -> None:
    body = {"title": "x", "systems": ["dispatch"]}
    answer = carl.post(ROOT, body if given is None else body | {"regions": given})
    assert answer.json()["regions"] == kept


def test_a_mere_number_of_regions_is_refused(carl: APIClient) -> None:
    answer = carl.post(ROOT, {"title": "x", "systems": [], "regions": 2})
    assert [one["code"] for one in answer.json()["errors"]] == ["no_names"]


def test_the_systems_are_named_later(carl: APIClient) -> None:
    number = carl.post(ROOT, {"title": "x", "systems": []}).json()["number"]
    unknown = Incident.objects.get(number=number)
    told_partly = change(
        carl, unknown, failed_systems=[{"system": "dispatch", "extent": "partial"}]
    )
    assert told_partly.json()["system_unknown"] is False
    again = change(carl, unknown, systems=["dispatch"]).json()
    assert again["failed_systems"] == [{"system": "dispatch", "extent": "partial"}]


def test_a_workaround_runs_since_it_is_said_to(carl: APIClient, row: Incident) -> None:
    since = iso("10:15")
    part = impact_of(row)
    missing = change(carl, row, part, workaround_started_at=since)
    assert missing.json()["errors"][0]["attr"] == "workaround_percent"
    one = change(
        carl, row, part, workaround_started_at=since, workaround_capacity_pct=60,
        last_good_data_at=iso("09:57"), complaints=3, actual_loss="100.5",
    ).json()  # fmt: skip
    assert (one["workaround_started_at"], one["workaround_capacity_pct"]) == (since, "60")
    assert (one["achieved_rpo_s"], one["complaints"], one["actual_loss"]) == (180, 3, "100.50")


def test_a_later_workaround_takes_the_earlier_word_back(carl: APIClient, row: Incident) -> None:
    part = impact_of(row)
    for time in ("10:12", "10:15"):
        body = {"workaround_started_at": iso(time), "workaround_percent": "60"}
        one = change(carl, row, part, **body).json()
    assert one["workaround_started_at"] == iso("10:15")


def test_the_first_word_on_a_suspected_impact_is_of_its_beginning(
    carl: APIClient, row: Incident
) -> None:
    part = impact_of(row)
    row.impacts.update(confirmed=False)
    one = change(carl, row, part, degradation_pct=50).json()
    assert (one["confirmed"], len(one["steps"]), one["degradation_percent"]) == (True, 1, "50")
    one = change(carl, row, part, degradation_pct="30").json()
    assert [step["degradation"] for step in one["steps"]] == ["50", "30"]


def test_an_open_impact_is_ended_by_its_end(carl: APIClient, row: Incident) -> None:
    part = impact_of(row)
    one = change(carl, row, part, end_at=iso("10:18")).json()
    assert (one["end_at"], one["achieved_rto_s"]) == (iso("10:18"), 1080)
    late = iso("11:20")
    for body, attr in (({"end_at": None}, "end_at"), ({"end_at": late, "reason": "x"}, "end_at")):
        assert change(carl, row, part, **body).json()["errors"][0]["attr"] == attr


def test_what_was_read_is_given_back_with_one_change(carl: APIClient, row: Incident) -> None:
    part = impact_of(row)
    read = told(carl, row, part)
    path = f"{ROOT}{row.number}/{part}"
    one = carl.patch(path, read | {"workaround_capacity_pct": 60}).json()
    assert one["workaround_percent"] == "60"
    assert carl.patch(path, one | {"workaround_percent": "70"}).json()["workaround_percent"] == "70"


def test_a_report_under_the_names_of_the_reference(carl: APIClient, row: Incident) -> None:
    etr = iso("11:00")
    body = {"happened": "Down", "next": "Rebuild", "needs_decision": "Switch over?", "etr": etr}
    one = carl.post(f"{ROOT}{row.number}/reports/", body).json()
    assert (one["next_steps"], one["needs"], one["expected_recovery_at"]) == (
        "Rebuild", "Switch over?", etr,
    )  # fmt: skip
    assert one["next"] == "Rebuild"


def test_somebody_called_is_named_by_their_code(carl: APIClient, row: Incident) -> None:
    path = f"{ROOT}{row.number}/contacts/"
    person = told(carl, row, "contacts/")["results"][0]["person"]
    answer = carl.post(path, {"person": person, "result": "no_answer"})
    assert (answer.status_code, answer.json()["attempts"][0]["result"]) == (201, "no_answer")
    other = factories.person("nobody-here")
    refused = carl.post(path, {"person": other.code, "result": "reached"})
    assert refused.json()["errors"][0]["code"] == "not_on_list"


def test_a_guard_names_where_it_is_met(carl: APIClient, row: Incident) -> None:
    answer = carl.post(f"{ROOT}{row.number}/verification/")
    detail = answer.json()["errors"][0]["detail"]
    assert detail.endswith(f"→ POST {ROOT}{row.number}/restoration/")
    carl.post(f"{ROOT}{row.number}/restoration/")
    for error in carl.post(f"{ROOT}{row.number}/verification/").json()["errors"]:
        address = error["detail"].rpartition("→ POST ")[2]
        if error["code"] == "check_open":
            assert carl.post(address).status_code == 200
    left = carl.post(f"{ROOT}{row.number}/verification/").json().get("errors", [])
    assert {one["code"] for one in left} <= {"owner_missing"}


def test_a_review_that_is_not_there_yet_says_what_comes_first(
    carl: APIClient, row: Incident
) -> None:
    answer = carl.post(f"{ROOT}{row.number}/review/submission/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_verified")
