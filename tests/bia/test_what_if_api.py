"""What-if through the API on the complete sample: AT-112, AT-113, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Process, Scenario
from tests import factories
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db

URL = "/api/v1/analysis/what-if/"
SCENARIOS = "/api/v1/scenarios/"
MINUTE = 60


@pytest.fixture(scope="module", autouse=True)
def _complete(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        Scenario.objects.all().delete()  # the sample keeps some; these tests count their own
        yield


@pytest.fixture
def boss() -> User:
    return User.objects.get(username="manager")


def ask(user: User | None, language: str = "en", **question: Any) -> Any:
    return factories.api(user, language).post(URL, question, format="json")


def problems(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    return {one["attr"]: one["code"] for one in answer.json()["errors"]}


def keep(user: User, **fields: Any) -> Any:
    body = {"name": "The data centre burns", "inputs": {"failed": ["site:dc-a"]}} | fields
    return factories.api(user, "en").post(SCENARIOS, body, format="json")


AT_112 = {
    15: "50500.00", 30: "104333.33", 55: "194055.56", 60: "207555.56", 75: "248055.56",
    105: "299055.56", 120: "312055.56", 240: "338305.56", 355: "340222.22",
}  # fmt: skip


def test_at_112_loss_of_the_site_with_two_teams(boss: User) -> None:
    minutes = [minute * MINUTE for minute in AT_112]
    answer = ask(boss, failed=["site:dc-a"], teams=2, sample_at_s=minutes).json()
    assert [(one["at_s"] // MINUTE, one["loss"]) for one in answer["loss"]] == list(AT_112.items())
    assert answer["total"] == "340222.22"
    assert {one["code"]: one["resumes_s"] // MINUTE for one in answer["processes"]} == {
        "road-rescue": 55, "booking": 75, "reception": 75, "repair": 105, "parts": 115,
        "settlement": 165, "follow-up": 225, "analytics": 355,
    }  # fmt: skip
    assert answer["breaches"] == [{"process": "process:road-rescue", "kind": "rto", "at_s": 900}]
    assert answer["most_expensive"][0]["node"] == "system:network"


def test_at_113_the_same_outage_without_recovery(boss: User) -> None:
    answer = ask(boss, failed=["site:dc-a"], duration_s=43_200).json()
    assert (answer["total"], answer["currency"]) == ("2924000.00", "CNY")
    breached = {one["code"] for one in answer["processes"] if one["status"] == "mtd_breach"}
    assert breached == {"road-rescue", "booking", "reception", "repair", "parts"}
    assert {one["process"] for one in answer["breaches"] if one["kind"] == "mtd"} == {
        f"process:{code}" for code in breached
    }


def test_with_and_without_recovery_side_by_side(boss: User) -> None:
    without = {"failed": ["site:dc-a"], "duration_s": 43_200}
    answer = ask(boss, failed=["site:dc-a"], teams=2, sample_at_s=[900], variant_of=without).json()
    beside = answer["comparison"]
    assert (beside["total"], beside["difference"]) == ("2924000.00", "2583777.78")
    assert beside["loss"] == [{"at_s": 900, "loss": "50500.00"}]
    assert (beside["code"], beside["name"]) == (None, None)


def test_a_kept_scenario_is_compared_by_its_code(boss: User) -> None:
    kept = keep(boss, inputs={"failed": ["site:dc-a"], "duration_s": 43_200}).json()
    answer = ask(boss, failed=[], variant_of=kept["code"]).json()
    assert answer["total"] == "0.00"
    assert (answer["comparison"]["code"], answer["comparison"]["total"]) == (
        kept["code"],
        "2924000.00",
    )


def test_classes_name_all_their_systems(boss: User) -> None:
    answer = ask(boss, failed=["importance:core", "kind:service"], duration_s=60).json()
    assert answer["failed"] == [
        "system:callcenter", "system:csm", "system:customer-data", "system:database",
        "system:dispatch", "system:iam", "system:network", "system:service-transactions",
    ]  # fmt: skip


def test_a_process_and_a_supplier_in_words(boss: User) -> None:
    answer = ask(boss, failed=["supplier:carrier-a", "supplier:carrier-b"], sample_at_s=[0]).json()
    booking = next(one for one in answer["processes"] if one["code"] == "booking")
    assert (booking["resumes_s"], booking["status"], answer["whole"]) == (None, "mtd_breach", False)
    assert booking["because"] == "Nobody knows when Call centre is back."
    alone = ask(boss, failed=["supplier:carrier-a"]).json()
    assert not any(one["affected"] for one in alone["processes"])


def test_nothing_failed(boss: User) -> None:
    answer = ask(boss, failed=[]).json()
    assert (answer["events"], answer["total"], answer["breaches"]) == ([], "0.00", [])


def test_an_owner_sees_own_processes_and_the_whole_loss() -> None:
    alice = factories.user("alice-of-parts", "process_owner", department="parts-store")
    answer = ask(alice, failed=["site:dc-a"], teams=2).json()
    assert [one["code"] for one in answer["processes"]] == ["parts"]
    assert {one["subject"] for one in answer["events"] if one["subject"]} >= {"process:parts"}
    assert not any("rescue" in str(one["subject"]) for one in answer["events"])
    assert (answer["total"], answer["hidden_processes"]) == ("340222.22", 7)


def test_what_may_not_be_seen_is_not_there() -> None:
    alice = factories.user("alice-of-parts", "process_owner", department="parts-store")
    found = problems(ask(alice, failed=["process:parts", "process:road-rescue"]))
    assert found == {"failed.1": "does_not_exist"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"failed": ["site:nowhere"]}, {"failed.0": "does_not_exist"}),
        ({"failed": ["site:dc-a", "site:dc-a", "kind:spoon"]}, {"failed.2": "does_not_exist"}),
        ({"failed": ["x" * 101]}, {"failed.0": "max_length"}),
        ({"failed": [1]}, {"failed.0": "invalid"}),
        ({"failed": ["x\0"]}, {"failed.0": ""}),
        ({"failed": "site:dc-a"}, {"failed": "not_a_list"}),
        ({"failed": ["site:dc-a"] * 1001}, {"failed": "max_length"}),
        ({"start": "2026-03-02T12:00:00"}, {"start": "naive"}),
        ({"start": "1999-12-31T00:00:00Z"}, {"start": "invalid"}),
        ({"start": "soon"}, {"start": "invalid"}),
        ({"teams": 0}, {"teams": "min_value"}),
        ({"teams": 10_001}, {"teams": "max_value"}),
        ({"teams": "2"}, {"teams": "invalid"}),
        ({"teams": True}, {"teams": "invalid"}),
        ({"duration_s": -1}, {"duration_s": "min_value"}),
        ({"duration_s": 10**12}, {"duration_s": "max_value"}),
        ({"decision_s": 1.5}, {"decision_s": "invalid"}),
        ({"sample_at_s": [0, -1]}, {"sample_at_s.1": "min_value"}),
        ({"sample_at_s": [0] * 501}, {"sample_at_s": "max_length"}),
        ({"staff_share": "1.5"}, {"staff_share": "max_value"}),
        ({"variant_of": "SCN-1"}, {"variant_of": "does_not_exist"}),
        ({"variant_of": 7}, {"variant_of": "invalid"}),
        ({"variant_of": {"teams": 0}}, {"variant_of.teams": "min_value"}),
        ({"variant_of": {"failed": ["a:b"]}}, {"variant_of.failed.0": "does_not_exist"}),
        ({"variant_of": {"variant_of": None}}, {"variant_of.variant_of": "invalid"}),
        ({"fails": []}, {"fails": "invalid"}),
    ],
)
def test_nonsense_is_refused_at_its_field(boss: User, question: Any, expected: Any) -> None:
    found = problems(ask(boss, **question))
    assert found.keys() == expected.keys()
    assert all(found[field] == code for field, code in expected.items() if code)


@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{", "7"])
def test_a_body_that_is_no_question(boss: User, body: str) -> None:
    answer = factories.api(boss).post(URL, body, content_type="application/json")
    assert answer.status_code == 400


def test_nobody_and_who_may_not() -> None:
    assert ask(None, failed=[]).status_code == 401
    assert ask(factories.user("nobody"), failed=[]).status_code == 403


def test_queries_do_not_grow_with_the_register(boss: User) -> None:
    client = factories.api(boss)
    counts = []
    for n in range(3):
        for m in range(3 * n):
            factories.process(f"extra-{n}-{m}")
        with CaptureQueriesContext(connection) as captured:
            client.post(URL, {"failed": ["site:dc-a"]}, format="json")
        counts.append(len(captured))
    assert counts[1] == counts[2]
    with CaptureQueriesContext(connection) as captured:
        client.post(URL, {"failed": ["site:dc-a"]}, format="json")
    assert len(captured) <= 8


def test_in_chinese(boss: User) -> None:
    boss.language = "zh-hans"
    boss.save()
    assert ask(boss, "zh-hans", failed=["site:dc-a"]).status_code == 200


# --- scenarios ----------------------------------------------------------------------------


def test_a_scenario_is_kept_read_changed_and_deleted(boss: User) -> None:
    client = factories.api(boss, "en")
    answer = keep(boss, inputs={"failed": ["site:dc-a"], "teams": 2, "staff_share": "0.8"})
    made = answer.json()
    assert (answer.status_code, made["created_by"], made["version"]) == (201, "manager", 1)
    assert made["code"].startswith("SCN-")
    assert made["inputs"] == {
        "failed": ["site:dc-a"], "start": None, "duration_s": None, "teams": 2, "decision_s": 0,
        "sample_at_s": [], "restore_point_shift_s": None, "staff_share": "0.8",
    }  # fmt: skip
    page = f"{SCENARIOS}{made['code']}/"
    changed = client.patch(page, {"version": 1, "name": "Fire"}, format="json").json()
    assert (changed["name"], changed["version"], changed["inputs"]) == ("Fire", 2, made["inputs"])
    assert [one["code"] for one in client.get(SCENARIOS + "?search=fire").json()["results"]] == [
        made["code"]
    ]
    assert client.delete(page).status_code == 204
    assert client.get(page).status_code == 404


def test_a_stale_edit_gets_the_current_scenario(boss: User) -> None:
    made = keep(boss).json()
    page = f"{SCENARIOS}{made['code']}/"
    client = factories.api(boss)
    client.patch(page, {"version": 1, "name": "Fire"}, format="json")
    stale = client.patch(page, {"version": 1, "name": "Flood"}, format="json")
    assert stale.status_code == 409
    assert client.patch(page, {"name": "Flood"}, format="json").status_code == 400


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inputs": {"failed": ["site:nowhere"]}}, "inputs.failed.0"),
        ({"inputs": {"teams": 0}}, "inputs.teams"),
        ({"inputs": []}, "inputs"),
        ({"inputs": None}, "inputs"),
        ({"name": ""}, "name"),
        ({"code": "new"}, "code"),
        ({"code": "a b"}, "code"),
        ({"variant_of": "nothing"}, "variant_of"),
        ({"answer": 42}, "answer"),
    ],
)
def test_a_scenario_that_cannot_be(boss: User, fields: Any, expected: str) -> None:
    answer = keep(boss, **fields)
    assert answer.status_code == 400, answer.content
    assert [one["attr"].removesuffix(".non_field_errors") for one in answer.json()["errors"]] == [
        expected
    ]


def test_no_scenario_is_a_variant_of_itself(boss: User) -> None:
    made = keep(boss).json()
    body = {"version": 1, "variant_of": made["code"]}
    answer = factories.api(boss).patch(f"{SCENARIOS}{made['code']}/", body, format="json")
    assert problems(answer) == {"variant_of": "variant_of_itself"}


def test_an_auditor_reads_scenarios_and_writes_none(boss: User) -> None:
    made = keep(boss).json()
    auditor = User.objects.get(username="auditor")
    page = f"{SCENARIOS}{made['code']}/"
    client = factories.api(auditor)
    assert client.get(page).status_code == 200
    assert client.post(SCENARIOS, {"name": "x", "inputs": {}}, format="json").status_code == 403
    assert client.patch(page, {"version": 1, "name": "x"}, format="json").status_code == 403
    assert client.delete(page).status_code == 403
    assert factories.api(factories.user("nobody")).get(SCENARIOS).json()["results"] == []


def test_what_has_gone_from_the_register_is_left_out_of_a_kept_question(boss: User) -> None:
    Process.objects.create(code="short-lived", name="Short-lived")
    made = keep(boss, inputs={"failed": ["process:short-lived", "site:dc-a"]}).json()
    Process.objects.get(code="short-lived").delete()
    answer = ask(boss, failed=[], variant_of=made["code"]).json()
    assert answer["comparison"]["total"] == "282055.56"
    changed = factories.api(boss).patch(
        f"{SCENARIOS}{made['code']}/", {"version": 1, "inputs": made["inputs"]}, format="json"
    )
    assert changed.status_code == 200
    assert Scenario.objects.get(code=made["code"]).version == 1
