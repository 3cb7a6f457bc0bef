"""The pages and the API of records, as each person sees and uses them."""

from __future__ import annotations

from typing import Any

import pytest

from governance.models import BcmsRecord
from governance.services import records as verbs
from governance.services.record_revision import revise_record
from tests import factories
from tests.factories import NOON, login
from tests.governance.world import person, the

pytestmark = pytest.mark.django_db
LIST = "/governance/records/"
API = "/api/v1/bcms-records/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def a_policy() -> BcmsRecord:
    row = verbs.create_record(
        kind="policy", title="Promise", text="We go on.", owner=person("olga"), by=the("mia"),
        at=NOON,
    )  # fmt: skip
    verbs.submit_record(row, by=the("mia"), at=NOON)
    return verbs.approve_record(row, by=the("max"), at=NOON)


def test_the_empty_list_says_what_it_is_for() -> None:
    assert "No records yet" in text_of(login(the("aida")).get(LIST))


def test_a_policy_from_the_form_into_force() -> None:
    mia, owner = login(the("mia")), person("olga")
    assert "What top management promises" in text_of(mia.get(f"{LIST}new/"))
    assert mia.get(f"{LIST}new/?kind=policy").status_code == 200
    answer = mia.post(f"{LIST}new/?kind=policy", {"title": ""})
    assert answer.status_code == 422
    fields = {"title": "Promise", "text": "We go on.", "owner": owner.code, "must_be_read": "on"}
    mia.post(f"{LIST}new/?kind=policy", fields)
    row = BcmsRecord.objects.get()
    url = row.get_absolute_url()
    assert "Submit" in text_of(mia.get(url))
    assert mia.post(f"{url}submission/").status_code == 303
    assert mia.post(f"{url}approval/").status_code == 409
    max_ = login(the("max"))
    assert "We go on." in text_of(max_.get(f"{url}approval/"))
    assert max_.post(f"{url}approval/").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.must_be_read) == ("in_force", True)


def test_a_reader_confirms_on_its_page() -> None:
    row = a_policy()
    olga = login(the("olga"))
    url = row.get_absolute_url()
    assert "Have you read and understood it?" in text_of(olga.get(url))
    olga.post(f"{url}acknowledgement/")
    assert "You have read and understood this edition." in text_of(olga.get(url))
    mia = login(the("mia"))
    assert "1 of 3" in text_of(mia.get(f"{url}readers/"))
    mia.post(f"{url}readers/", {"signed": ["", "max"]})
    mia.post(f"{url}readers/")
    assert row.acknowledgements.count() == 2
    assert login(the("aida")).post(f"{url}readers/").status_code == 403


def test_a_revision_is_shown_on_both_and_approved_leads_to_the_record() -> None:
    row = a_policy()
    mia, url = login(the("mia")), row.get_absolute_url()
    answer = mia.post(f"{url}revision/")
    draft = BcmsRecord.objects.get(state="draft")
    assert answer.url == draft.get_absolute_url()
    assert draft.code in text_of(mia.get(url))
    assert row.code in text_of(mia.get(draft.get_absolute_url()))
    assert mia.get(f"{url}edit/").status_code == 200
    mia.post(f"{draft.get_absolute_url()}submission/")
    answer = login(the("max")).post(f"{draft.get_absolute_url()}approval/")
    assert answer.url == url
    assert mia.get(f"{url}editions/1/").status_code == 200
    assert mia.get(f"{url}editions/7/").status_code == 404


def test_an_audit_draws_a_sample_and_gets_its_result() -> None:
    for number in range(4):
        factories.process(f"p-{number}")
    row = verbs.create_record(
        kind="audit", title="Plans", auditor=person("aida"), by=the("mia"), at=NOON
    )
    mia, url = login(the("mia")), row.get_absolute_url()
    asked = {
        "population": "processes", "rule": "confidence", "confidence": "95", "rate": "10",
        "seed": "S",
    }  # fmt: skip
    assert mia.get(f"{url}sample/").status_code == 200
    assert "4 of 4" in text_of(mia.get(f"{url}sample/", asked))
    assert mia.get(f"{url}sample/", asked | {"rate": "0"}).status_code == 422
    mia.post(f"{url}sample/", asked)
    mia.post(f"{url}holding/", {"held_on": "2026-03-02", "result": "All well"})
    row.refresh_from_db()
    assert row.text.endswith("p-0, p-1, p-2, p-3")
    assert row.result == "All well"
    assert "All well" in text_of(mia.get(url))


def test_the_api_says_the_same() -> None:
    row = a_policy()
    revise_record(row, by=the("mia"), at=NOON)
    mia, olga = login(the("mia")), login(the("olga"))
    json = {"content_type": "application/json"}
    found = mia.get(f"{API}?kind=policy&state=in_force").json()["results"]
    assert [one["code"] for one in found] == [row.code]
    assert olga.post(f"{API}{row.code}/acknowledgement/", {}, **json).json()["edition"] == 1
    readings = mia.get(f"{API}{row.code}/readings/").json()
    assert {one["person"]: one["at"] is not None for one in readings} == {
        "mia": False, "max": False, "olga": True,
    }  # fmt: skip
    assert olga.post(f"{API}{row.code}/retirement/", {}, **json).status_code == 403
    answer = mia.post(f"{API}{row.code}-E2/approval/", {}, **json)
    assert answer.status_code == 409
    answer = mia.post(API, {"kind": "party", "title": "Customers"}, **json)
    assert (answer.status_code, answer.json()["state"]) == (201, "in_force")


def test_the_calculator_of_samples() -> None:
    asked = {"confidence": "0.95", "rate": "0.05", "codes": ["a", "b", "c"], "seed": "x"}
    answer = login(the("aida")).post(
        "/api/v1/calculators/sampling/", asked, content_type="application/json"
    )
    found = answer.json()
    assert (found["size"], found["size_of_population"], found["drawn"]) == (59, 3, ["a", "b", "c"])
