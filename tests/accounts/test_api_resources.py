"""Departments, people, the organisation and oneself through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, Organisation, Person
from tests.factories import api, department, person, process, user

pytestmark = pytest.mark.django_db


def errors(answer):
    return [(one["code"], one["attr"]) for one in answer.json()["errors"]]


def test_a_department_is_made_changed_and_deleted(manager):
    client = api(manager)
    made = client.post("/api/v1/departments/", {"code": "sales", "name": "Sales"})
    assert made.status_code == 201
    assert made.json()["version"] == 1
    below = client.post(
        "/api/v1/departments/", {"code": "north", "name": "North", "parent": "sales"}
    )
    assert below.json()["parent"] == "sales"
    changed = client.patch("/api/v1/departments/north/", {"name": "Far north", "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert client.delete("/api/v1/departments/north/").status_code == 204
    assert list(Department.objects.values_list("code", flat=True)) == ["sales"]


def test_a_circle_is_refused_at_parent(manager):
    department("sales")
    department("north", parent="sales")
    answer = api(manager).patch("/api/v1/departments/sales/", {"parent": "north", "version": 1})
    assert (answer.status_code, errors(answer)) == (400, [("circle", "parent")])


def test_a_department_in_use_stays(manager):
    person("alice", department="sales")
    answer = api(manager).delete("/api/v1/departments/sales/")
    assert (answer.status_code, errors(answer)) == (409, [("in_use", None)])


def test_a_stale_version_gets_the_current_object(manager):
    department("sales")
    client = api(manager)
    client.patch("/api/v1/departments/sales/", {"name": "Selling", "version": 1})
    answer = client.patch("/api/v1/departments/sales/", {"name": "Sold", "version": 1})
    assert answer.status_code == 409
    assert answer.json()["current"]["name"] == "Selling"


def test_a_patch_without_version_is_refused(manager):
    department("sales")
    answer = api(manager).patch("/api/v1/departments/sales/", {"name": "Sold"})
    assert (answer.status_code, errors(answer)) == (400, [("invalid", "version")])


def test_auditors_read_and_change_nothing(auditor):
    department("sales")
    client = api(auditor)
    assert client.get("/api/v1/departments/").json()["count"] == 1
    assert client.post("/api/v1/departments/", {"code": "x", "name": "X"}).status_code == 403
    assert client.patch("/api/v1/departments/sales/", {"version": 1}).status_code == 403
    assert client.delete("/api/v1/departments/sales/").status_code == 403


def test_a_person_has_the_fields_of_the_contract(manager):
    department("sales")
    user("alice")
    person("bob")
    body = {
        "code": "alice",
        "name": "Alice",
        "email": "a@example.com",
        "phones": ["+86 10 1234"],
        "department": "sales",
        "deputy": "bob",
        "username": "alice",
    }
    answer = api(manager).post("/api/v1/people/", body)
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in body} == body


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"phones": "123"}, "phones"),
        ({"phones": [1]}, "phones.0"),
        ({"department": "nowhere"}, "department"),
        ({"department": 1}, "department"),
        ({"deputy": "alice"}, "deputy"),
        ({"username": {"a": 1}}, "username"),
        ({"email": "nonsense"}, "email"),
        ({"nickname": "Al"}, "nickname"),
        ({"code": "a b"}, "code"),
        ({"name": None}, "name"),
        ({"name": "nul\x00"}, "name"),
    ],
)
def test_what_cannot_be_true_is_refused_at_the_field(manager, body, attr):
    person("alice")
    answer = api(manager).patch("/api/v1/people/alice/", body | {"version": 1})
    assert answer.status_code == 400
    assert attr in [one["attr"] for one in answer.json()["errors"]] or attr == "deputy"


def test_who_owns_something_is_not_deleted(manager):
    process("orders", owner="alice")
    answer = api(manager).delete("/api/v1/people/alice/")
    assert (answer.status_code, errors(answer)) == (409, [("still_held", None)])
    assert Person.objects.count() == 1


def test_people_lists_ask_a_constant_number_of_questions(manager):
    client = api(manager)
    client.get("/api/v1/people/")
    person("p1", department="d1", deputy=person("p0"), user=user("u1"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/api/v1/people/")
    for number in (2, 3):
        person(f"p{number}", department=f"d{number}", user=user(f"u{number}"))
    with CaptureQueriesContext(connection) as three:
        client.get("/api/v1/people/")
    assert len(three) == len(one) <= 5


def test_the_organisation_is_read_by_all_and_changed_by_few(manager, alice):
    assert api(alice).get("/api/v1/organisation/").json()["currency"] == "CNY"
    body = {"currency": "EUR", "version": 1}
    assert api(alice).patch("/api/v1/organisation/", body).status_code == 403
    assert api(manager).patch("/api/v1/organisation/", body).json()["version"] == 2
    assert Organisation.current().currency == "EUR"
    assert api(manager).patch("/api/v1/organisation/", body).status_code == 409


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"currency": "euro"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"working_days": []}, "working_days"),
        ({"working_days": [8]}, "working_days.0"),
        ({"default_min_margin": "1"}, "default_min_margin"),
        ({"review_interval_months": 0}, "review_interval_months"),
        ({"mtd_threshold": "0"}, "mtd_threshold"),
        ({"mtd_policy": "guess"}, "mtd_policy"),
    ],
)
def test_impossible_rules_are_refused(manager, body, attr):
    answer = api(manager).patch("/api/v1/organisation/", body | {"version": 1})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr


def test_me_says_who_the_token_stands_for(alice):
    answer = api(alice).get("/api/v1/users/me/").json()
    assert answer["username"] == "alice"
    assert answer["grants"] == [{"role": "process_owner", "department": "sales"}]
    assert answer["person"] is None


def test_nobody_gets_401():
    assert api().get("/api/v1/people/").status_code == 401


def test_answers_come_in_the_language_of_the_header_else_of_the_token_user(manager):
    manager.language = "zh-hans"
    manager.save()
    url = "/api/v1/people/"
    assert api(manager).post(url, {}).headers["Content-Language"] == "zh-hans"
    assert api(manager, language="en").post(url, {}).headers["Content-Language"] == "en"
    manager.language = "en"
    manager.save()
    assert api(manager, language="zh-hans").post(url, {}).headers["Content-Language"] == "zh-hans"
