"""Frameworks, requirements and evaluations over HTTP; the calculator of the gated model."""

from __future__ import annotations

from typing import Any

import pytest

from bia.domain.catalogue import digest
from followup.models import CorrectiveAction
from tests import factories
from tests.governance.world import checklist, framework, governed, the

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def api(name: str) -> Any:
    return factories.api(the(name))


def codes(response: Any) -> list[tuple[str, str | None]]:
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_a_requirement_shows_its_live_evidence() -> None:
    governed()
    checklist("ten", "bia_coverage")
    (row,) = api("aida").get(f"{ROOT}/requirements/?framework=ten").json()["results"]
    found = row["evidence"]["bia_coverage"]
    assert (row["code"], row["version"]) == ("ten:C01", 0)
    assert (row["derived"], row["decided"], row["value"]) == ("0.5", None, "0.5")
    assert (found["value"], found["count"], found["of"]) == ("0.5", 1, 2)
    assert found["proofs"][0]["title"] == "BIA-road-rescue-1 Road rescue"
    assert api("aida").get(f"{ROOT}/requirements/ten:C01/").json() == row


def test_an_answer_carries_the_version_it_read_and_says_why() -> None:
    checklist("ten", "policy")
    client, where = api("mia"), f"{ROOT}/requirements/ten:C01/standing/"
    assert codes(client.patch(where, {"decided": "1"})) == [("required", "version")]
    refused = client.patch(where, {"version": 0, "decided": "1"})
    assert (refused.status_code, codes(refused)) == (400, [("comment_required", "comment")])
    said = client.patch(
        where, {"version": 0, "decided": "1", "comment": "On paper.", "owner": "mia"}
    ).json()
    assert (said["version"], said["value"], said["owner"]) == (1, "1", "mia")
    stale = client.patch(where, {"version": 0, "comment": "x"})
    assert (stale.status_code, codes(stale)) == (409, [("stale_version", "version")])
    assert api("aida").patch(where, {"version": 1, "comment": "x"}).status_code == 403


def test_a_stranger_sees_no_framework() -> None:
    checklist()
    stranger = factories.api(factories.user("charlie"))
    assert stranger.get(f"{ROOT}/requirements/ten:C01/").status_code == 404
    assert stranger.get(f"{ROOT}/frameworks/").json()["count"] == 0
    assert stranger.get(f"{ROOT}/requirements/no:such:thing/").status_code == 404


def test_links_stand_below_a_requirement() -> None:
    checklist()
    client, where = api("mia"), f"{ROOT}/requirements/ten:C01/links/"
    assert codes(client.post(where, {"title": "Contract"})) == [("link_required", "url")]
    made = client.post(where, {"title": "Contract", "url": "https://dms.example.com/1"})
    assert made.status_code == 201
    assert [one["title"] for one in client.get(where).json()] == ["Contract"]
    assert client.delete(f"{where}{made.json()['id']}/").status_code == 204
    assert client.get(where).json() == []


def test_an_evaluation_is_frozen_with_its_digest() -> None:
    governed()
    framework("five", "maturity", [(2, ["backups_exist"]), (3, ["bia_coverage"])])
    made = api("mia").post(f"{ROOT}/evaluations/", {"framework": "five", "note": "Quarter"})
    assert made.status_code == 201
    found = made.json()
    assert (found["level"], found["score"], found["by"]) == (2, "2.5", "mia")
    assert found["digest"] == digest(found["content"])
    (listed,) = api("aida").get(f"{ROOT}/evaluations/?framework=five").json()["results"]
    assert "content" not in listed
    assert api("aida").post(f"{ROOT}/evaluations/", {"framework": "five"}).status_code == 403


def test_the_calculator_is_gated() -> None:
    """AT-033."""
    asked = {"criteria": {"2": [1, 1, 1], "3": [1, 1, 1, 0], "4": [1, 1, 1, 1], "5": [0, 0, 0]}}
    answer = api("aida").post(f"{ROOT}/calculators/maturity/", asked)
    assert (answer.status_code, answer.json()) == (200, {"level": 2, "score": "2.75"})


@pytest.mark.parametrize(
    "criteria", [{"1": [1]}, {"6": [1]}, {"2": [0.7]}, {"2": ["x"]}, [], {"2": 1}, None]
)
def test_what_is_no_answer_is_refused(criteria: Any) -> None:
    answer = api("aida").post(f"{ROOT}/calculators/maturity/", {"criteria": criteria})
    assert answer.status_code == 400


def test_an_action_made_of_a_requirement_stands_beside_it() -> None:
    checklist("ten", "policy")
    mia = the("mia")
    factories.action(source="maturity", source_ref="ten:C01", state="open", by=mia)
    page = factories.login(mia).get("/governance/frameworks/ten/").content.decode()
    assert CorrectiveAction.objects.get().code in page
