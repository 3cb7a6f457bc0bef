"""Pages: who may open them, errors at the field, stale versions, a constant number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, Department, Invitation, Organisation, User
from accounts.roles import COLUMNS, TABLE
from tests.factories import department, login, person, process, user

pytestmark = pytest.mark.django_db

PAGES = {
    "/me/": None,
    "/me/tokens/": None,
    "/people/": "people.view",
    "/people/alice/": "people.view",
    "/people/new/": "people.change",
    "/people/alice/edit/": "people.change",
    "/people/alice/delete/": "people.change",
    "/departments/": "people.view",
    "/departments/sales/": "people.view",
    "/departments/new/": "department.change",
    "/departments/sales/edit/": "department.change",
    "/departments/sales/delete/": "department.change",
    "/users/": "user.view",
    "/users/alice/": "user.view",
    "/users/new/": "user.change",
    "/users/alice/roles/": "user.change",
    "/users/alice/deactivation/": "user.change",
    "/settings/organisation/": "organisation.view",
    "/audit/": "audit.view",
    "/audit/export/": "audit.view",
}


@pytest.mark.parametrize("role", [*COLUMNS, None])
def test_every_page_asks_for_its_permission(role, alice):
    person("alice", user=alice)
    process("orders", owner=alice)
    visitor = user("visitor", *([role] if role else []))
    client = login(visitor)
    for path, permission in PAGES.items():
        reach = TABLE[permission][COLUMNS.index(role)] if permission and role else None
        # What may not be seen is not there; what may be seen and not done is forbidden.
        expected = {200} if permission is None or (reach and reach.value) else {403, 404}
        assert (path, {client.get(path).status_code} <= expected) == (path, True)


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_sent_to_the_login(path, client, alice):
    answer = client.get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("path", "grow"),
    [
        (
            "/people/",
            lambda n: person(f"p{n}", department=f"d{n}", deputy=person("p"), user=user(f"u{n}")),
        ),
        (
            "/users/",
            lambda n: person(f"p{n}", user=user(f"u{n}", "process_owner", department=f"d{n}")),
        ),
        ("/departments/", lambda n: person(f"p{n}", department=department(f"d{n}", parent="top"))),
        ("/audit/", lambda n: process(f"o{n}", owner=f"p{n}", department=f"d{n}")),
    ],
)
def test_lists_ask_a_constant_number_of_questions(admin, path, grow):
    client = login(admin)
    grow(1)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    grow(2)
    grow(3)
    with CaptureQueriesContext(connection) as three:
        client.get(path)
    assert (len(three), len(three) <= 12) == (len(one), True)


def test_an_invitation_walks_from_link_to_login(admin, client):
    page = login(admin)
    body = {
        "username": "dora",
        "name": "Dora",
        "email": "d@example.com",
        "language": "zh-hans",
        "roles": ["auditor"],
    }
    shown = page.post("/users/new/", body, follow=True)
    link = re.search(r"http://testserver(/invitations/[^<]+/)", shown.content.decode()).group(1)
    assert link not in page.get("/users/dora/").content.decode()
    assert client.get(link).status_code == 200
    bad = client.post(link, {"password": "correct horse battery", "again": "another"})
    assert "The two passwords differ." in bad.content.decode()
    good = {"password": "correct horse battery", "again": "correct horse battery"}
    assert client.post(link, good).url == "/accounts/login/"
    assert client.get(link).status_code == 404
    client.post("/accounts/login/", {"login": "dora", "password": good["password"]})
    assert client.get("/me/").headers["Content-Language"] == "zh-hans"
    assert Invitation.objects.get().accepted_at is not None


def test_a_token_is_shown_once(alice):
    page = login(alice)
    shown = page.post("/me/tokens/", {"name": "script", "days": 30}, follow=True).content.decode()
    secret = re.search(r'id="shown-secret">([^<]+)<', shown).group(1)
    assert secret not in page.get("/me/tokens/").content.decode()
    key = ApiToken.objects.get().token_key
    assert secret.startswith(key)
    assert login(user("stranger")).post(f"/tokens/{key}/revocation/").status_code == 403
    page.post(f"/tokens/{key}/revocation/")
    assert ApiToken.objects.count() == 0


def test_deactivation_shows_what_is_held_and_asks_for_a_successor(admin, alice, bob):
    process("orders", owner=alice)
    person("bob", user=bob)
    page = login(admin)
    assert "Owner of the process" in page.get("/users/alice/deactivation/").content.decode()
    again = page.post("/users/alice/deactivation/", {}).content.decode()
    assert "This field is required." in again
    page.post("/users/alice/deactivation/", {"successor": bob.pk})
    assert User.objects.get(username="alice").is_active is False


def test_a_stale_department_is_shown_side_by_side(manager):
    department("sales")
    page = login(manager)
    body = {"code": "sales", "name": "Selling", "version": 1}
    assert page.post("/departments/sales/edit/", body).status_code == 302
    stale = page.post("/departments/sales/edit/", body | {"name": "Sold"})
    assert stale.status_code == 409
    assert "Selling" in stale.content.decode()
    assert "Sold" in stale.content.decode()
    assert Department.objects.get().name == "Selling"


RULES = {
    "name": "ACME", "currency": "EUR", "timezone": "Europe/Berlin", "language": "en",
    "working_days": [1, 2, 3], "mtd_policy": "linear", "mtd_threshold": "3",
    "default_min_margin": "0.5", "life_safety_min_margin": "0.75", "review_interval_months": 12,
    "review_warning_days": 30, "measurement_validity_days": 365, "version": 1,
}  # fmt: skip


def test_the_rules_are_previewed_then_saved(manager):
    Organisation.current()
    page = login(manager)
    preview = page.post("/settings/organisation/", RULES | {"preview": "1"}).content.decode()
    assert "Amounts keep their figures" in preview
    assert Organisation.current().currency == "CNY"
    assert page.post("/settings/organisation/", RULES).status_code == 302
    assert Organisation.current().working_days == [1, 2, 3]
    assert page.post("/settings/organisation/", RULES | {"currency": "USD"}).status_code == 409


def test_wrong_rules_show_their_field(manager):
    Organisation.current()
    answer = login(manager).post("/settings/organisation/", RULES | {"default_min_margin": "2"})
    assert answer.status_code == 200
    assert Organisation.current().currency == "CNY"


def test_an_owner_reads_the_rules_and_saves_none(alice):
    Organisation.current()
    assert login(alice).post("/settings/organisation/", RULES).status_code == 403


@pytest.mark.parametrize(
    ("path", "code"), [("/people/alice/delete/", 409), ("/departments/sales/delete/", 409)]
)
def test_what_is_in_use_is_not_deleted(manager, path, code):
    person("alice", department="sales")
    process("orders", owner="alice")
    assert login(manager).post(path).status_code == code


def test_the_chosen_language_stays_with_the_person(alice):
    page = login(alice)
    page.post("/i18n/setlang/", {"language": "zh-hans", "next": "/me/"})
    alice.refresh_from_db()
    assert alice.language == "zh-hans"
    assert page.get("/me/").headers["Content-Language"] == "zh-hans"


def test_who_is_not_signed_in_keeps_it_in_a_cookie(client):
    answer = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "https://evil.example/"})
    assert answer.url == "/"
    assert client.get("/accounts/login/").headers["Content-Language"] == "zh-hans"
    client.post("/i18n/setlang/", {"language": "tlh", "next": "/"})
    assert client.get("/accounts/login/").headers["Content-Language"] == "zh-hans"
