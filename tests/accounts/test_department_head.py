"""The head of a department: chosen in the form, shown, given and returned by code in the API."""

import re

import pytest

from accounts.models import Department, Person
from accounts.services.users import deactivate_user
from tests.factories import NOON, api, department, login, person, user

pytestmark = pytest.mark.django_db


def test_the_head_is_chosen_and_shown(manager):
    person("li", department=department("sales"))
    page = login(manager)
    body = {"code": "sales", "name": "Sales", "head": "li", "version": 1}
    assert page.post("/departments/sales/edit/", body).status_code == 302
    assert Department.objects.get().head.code == "li"
    assert 'href="/people/li/">Li</a>' in page.get("/departments/sales/").content.decode()


def test_who_has_left_is_not_offered_but_stays_where_they_are(manager):
    gone = person("gone", is_active=False)
    department("sales", head=gone)
    page = login(manager)
    new = page.post("/departments/new/", {"code": "it", "name": "IT", "head": "gone"})
    assert "There is no “gone”." in new.content.decode()
    body = {"code": "sales", "name": "Selling", "head": "gone", "version": 1}
    assert page.post("/departments/sales/edit/", body).status_code == 302
    assert Department.objects.get().name == "Selling"


def test_the_api_gives_and_takes_the_head_by_code(manager):
    person("li")
    person("gone", is_active=False)
    client = api(manager)
    made = client.post("/api/v1/departments/", {"code": "it", "name": "IT", "head": "li"})
    assert (made.status_code, made.json()["head"]) == (201, "li")
    wrong = client.patch("/api/v1/departments/it/", {"head": "gone", "version": 1})
    assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (400, "head")
    none = client.patch("/api/v1/departments/it/", {"head": None, "version": 1})
    assert none.json()["head"] is None


def test_many_people_are_looked_up_by_what_is_typed(manager):
    Person.objects.bulk_create(Person(code=f"p-{n}", name=f"Person {n}") for n in range(301))
    person("gone", name="Person gone", is_active=False)
    page = login(manager)
    assert 'hx-get="/people/lookup/?of=head"' in page.get("/departments/new/").content.decode()
    found = page.get("/people/lookup/?of=head&head=p-30").content.decode()
    assert re.findall('value="([^"]+)"', found) == ["p-30", "p-300"]
    gone = page.get("/people/lookup/?of=head&head=person+gone").content.decode()
    assert "<option" not in gone


def test_the_head_passes_on_when_they_leave(admin, alice, bob):
    department("north", head=person("alice", user=alice))
    successor = person("bob", user=bob)
    deactivate_user(alice, successor=bob, by=admin, at=NOON)
    assert Department.objects.get(code="north").head == successor


def test_a_stranger_may_not_look_people_up():
    assert login(user("nobody")).get("/people/lookup/").status_code == 403
