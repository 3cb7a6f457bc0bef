"""Pages of the register: lists, details, edits, bulk edit, by the cast."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Dependency, Process
from tests import factories

pytestmark = pytest.mark.django_db

PATHS = [
    *("processes", "systems", "data-sets", "teams", "sites", "suppliers"),
    *("products", "obligations", "dependencies"),
]


def _whole_register() -> None:
    """One row of everything, linked to each other."""
    process = factories.process("quote", department="sales", owner="ann", mtd_s=3600, rto_s=900)
    system = factories.system(
        "crm", site=factories.site("dc-a"), supplier=factories.supplier("carrier"), owner="ann"
    )
    factories.system("data", kind="data_set")
    team = factories.system("net", kind="team")
    team.members.create(person=factories.person("ann"))
    product = factories.product("shop", process)
    product.obligations.create(code="law", name="Law", mtd_cap_s=0)
    Dependency.objects.create(code="quote.crm", dependent_process=process, needs_system=system)


DETAILS = {
    "processes": "quote",
    "systems": "crm",
    "sites": "dc-a",
    "suppliers": "carrier",
    "products": "shop",
    "obligations": "law",
    "dependencies": "quote.crm",
}


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_list_offers_the_first_step(path: str, manager: User) -> None:
    answer = factories.login(manager).get(f"/{path}/")
    assert answer.status_code == 200
    assert f'href="/{path}/new/"' in answer.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_lists_search_filter_and_order(path: str, manager: User) -> None:
    _whole_register()
    browser = factories.login(manager)
    for query in ("", "?search=c", "?ordering=-code", "?ordering=nonsense&offset=-5&limit=x"):
        assert browser.get(f"/{path}/{query}").status_code == 200
    assert browser.get(f"/{path}/?search=none-such").context["listing"].count == 0


@pytest.mark.parametrize(("path", "code"), DETAILS.items())
def test_every_row_has_its_pages(path: str, code: str, manager: User, auditor: User) -> None:
    _whole_register()
    browser = factories.login(manager)
    for page in ("", "edit/", "delete/"):
        assert browser.get(f"/{path}/{code}/{page}").status_code == 200
    reader = factories.login(auditor)
    assert reader.get(f"/{path}/{code}/").status_code == 200
    assert reader.get(f"/{path}/{code}/edit/").status_code == 403
    assert reader.post(f"/{path}/{code}/delete/").status_code == 403
    assert browser.get(f"/{path}/none-such/").status_code == 404
    # Saving a form as it was shown changes nothing.
    form = browser.get(f"/{path}/{code}/edit/").context["form"]
    posted: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        value = bound.field.widget.format_value(value) if value is not None else None
        if value not in (None, False, "False", []):
            posted[bound.html_name] = "on" if value in (True, "True") else value
    saved = browser.post(f"/{path}/{code}/edit/", posted)
    assert saved.status_code == 302, saved.context["form"].errors
    row = browser.get(f"/{path}/{code}/").context["row"]
    assert row.version == 1


def test_owners_see_and_change_their_department(alice: User, bob: User, charlie: User) -> None:
    factories.process("quote", department="sales")
    for who in (alice, bob):
        browser = factories.login(who)
        assert b"quote" in browser.get("/processes/").content
        assert browser.get("/processes/quote/edit/").status_code == 200
    stranger = factories.login(charlie)
    assert b"quote" not in stranger.get("/processes/").content
    for page in ("", "edit/", "delete/", "needs/"):
        assert stranger.post(f"/processes/quote/{page}").status_code in (404, 405)


def test_owners_export_what_they_see(alice: User) -> None:
    factories.process("quote", department="sales")
    factories.process("stock", department="warehouse")
    answer = factories.login(alice).get("/processes/export/?format=csv")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in body.splitlines()] == ["code", "quote"]


def test_a_concurrent_edit_is_shown_side_by_side(manager: User) -> None:
    process = factories.process("quote", name="Quote")
    browser = factories.login(manager)
    mine = {"code": "quote", "name": "Mine", "mbco_percent": "100", "version": "1"}
    Process.objects.filter(pk=process.pk).update(name="Theirs", version=2)
    answer = browser.post("/processes/quote/edit/", mine)
    assert answer.status_code == 409
    assert b"Theirs" in answer.content
    assert b"Mine" in answer.content
    process.refresh_from_db()
    assert process.name == "Theirs"


def test_what_was_typed_stays_when_it_is_refused(manager: User) -> None:
    answer = factories.login(manager).post(
        "/processes/new/", {"code": "a b", "name": "Typed", "wrt_s": "2 bananas"}
    )
    assert answer.status_code == 200
    assert {"wrt_s"} <= set(answer.context["form"].errors)
    assert b"2 bananas" in answer.content
    assert b'value="Typed"' in answer.content


def test_durations_are_read_as_people_write_them(manager: User) -> None:
    body = {"code": "quote", "name": "Quote", "mbco_percent": "100", "wrt_s": "1 h 30 min"}
    assert factories.login(manager).post("/processes/new/", body).status_code == 302
    assert Process.objects.get(code="quote").wrt_s == 5400


def test_dependencies_are_edited_in_place(manager: User) -> None:
    _whole_register()
    browser = factories.login(manager)
    new = {"needs": "site:dc-a", "mode": "serial", "strength": "hard"}
    assert browser.post("/processes/quote/needs/", new).status_code == 302
    assert Dependency.objects.filter(needs_site__code="dc-a").count() == 1
    again = browser.post("/processes/quote/needs/", new, headers={"HX-Request": "true"})
    assert again.context["dependency_form"].errors
    assert b"<html" not in again.content
    gone = browser.post("/processes/quote/needs/quote.crm/removal/")
    assert gone.status_code == 302
    assert not Dependency.objects.filter(code="quote.crm").exists()


def test_deleting_what_is_used_says_by_what(manager: User) -> None:
    _whole_register()
    answer = factories.login(manager).post("/sites/dc-a/delete/")
    assert answer.status_code == 409
    assert b"Still used by systems" in answer.content


def test_team_members_are_edited(manager: User) -> None:
    _whole_register()
    factories.person("ben")
    body = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "version": "1",
        "form-0-person": "ann", "form-0-duty": "", "form-0-ORDER": "2",
        "form-1-person": "ben", "form-1-duty": "lead", "form-1-ORDER": "1",
    }  # fmt: skip
    browser = factories.login(manager)
    assert browser.get("/systems/net/members/").status_code == 200
    assert browser.post("/systems/net/members/", body).status_code == 302
    members = browser.get("/systems/net/").context["members"]
    assert [member.person.code for member in members] == ["ben", "ann"]


# --- bulk edit --------------------------------------------------------------------------


BULK = {"apply-critical": "on", "critical": "true", "apply-owner": "on", "owner": "ann"}


def _three() -> list[str]:
    factories.person("ann")
    return [factories.process(code, department="sales").code for code in ("a", "b", "c")]


def test_bulk_edit_previews_then_applies(manager: User) -> None:
    codes, browser = _three(), factories.login(manager)
    assert (
        browser.post("/processes/bulk/", {"selected": codes, "action": "edit"}).status_code == 200
    )
    preview = browser.post("/processes/bulk/", BULK | {"selected": codes, "action": "preview"})
    assert preview.context["moved"] == 3
    assert not Process.objects.filter(critical=True).exists()
    versions = {f"version-{code}": "1" for code in codes}
    done = browser.post(
        "/processes/bulk/", BULK | versions | {"selected": codes, "action": "apply"}
    )
    assert done.status_code == 302
    rows = Process.objects.values_list("critical", "owner__code", "version")
    assert list(rows) == [(True, "ann", 2)] * 3


def test_bulk_edit_is_all_or_nothing(manager: User) -> None:
    codes, browser = _three(), factories.login(manager)
    versions = {"version-a": "1", "version-b": "1", "version-c": "7"}
    answer = browser.post(
        "/processes/bulk/", BULK | versions | {"selected": codes, "action": "apply"}
    )
    assert answer.status_code == 409
    assert not Process.objects.filter(critical=True).exists()


def test_bulk_edit_needs_a_field_and_a_row(manager: User) -> None:
    codes, browser = _three(), factories.login(manager)
    assert browser.post("/processes/bulk/", {"action": "preview"}).status_code == 302
    empty = browser.post("/processes/bulk/", {"selected": codes, "action": "preview"})
    assert empty.context["form"].errors


def test_bulk_edit_reaches_only_what_one_may_change(charlie: User) -> None:
    codes = _three()
    browser = factories.login(charlie)
    answer = browser.post("/processes/bulk/", BULK | {"selected": codes, "action": "apply"})
    assert answer.status_code == 302
    assert not Process.objects.filter(critical=True).exists()


@pytest.mark.parametrize("path", ["processes", "systems", "products", "obligations"])
def test_the_number_of_queries_does_not_grow(path: str, manager: User) -> None:
    browser = factories.login(manager)
    browser.get(f"/{path}/")
    counts = []
    for number in (1, 3):
        while Process.objects.count() < number:
            n = Process.objects.count()
            person = factories.person(f"p-{n}")
            process = factories.process(f"x-{n}", department=f"d-{n}", owner=person)
            factories.system(f"y-{n}", site=factories.site(f"s-{n}"), owner=person)
            factories.product(f"z-{n}", process).obligations.create(code=f"o-{n}", name="O")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/{path}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # The level each system needs comes out of the analysis, read anew once something changed.
    assert counts[0] <= (30 if path == "systems" else 10)
