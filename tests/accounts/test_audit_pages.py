"""The trail: readable differences, filters, one object, CSV, contexts of requests and tasks."""

import time

import pghistory
import pytest
from celery import shared_task
from django.db import connection

from accounts.models import Department
from accounts.trail.differences import entries
from accounts.trail.events import Cursor, Question, read, stream
from tests.factories import api, login, person, process, user

pytestmark = pytest.mark.django_db


def newest(**question):
    return entries(read(Question(**question), 50))


def test_a_change_reads_old_to_new_with_codes(manager):
    row = process("orders", owner=person("alice", name="Alice"), rto_s=None, wrt_s=0)
    row.owner = person("bob", name="Bob")
    row.wrt_s = 5400
    row.critical = True
    row.save()
    entry = newest(type="bia.process")[0]
    assert (entry.code, entry.name, entry.status) == ("orders", "Orders", "changed")
    assert [(one.label, one.before, one.after) for one in entry.differences] == [
        ("Owner", "alice Alice", "bob Bob"),
        ("Critical", "no", "yes"),
        ("Work recovery time (WRT)", "0 min", "1 h 30 min"),
    ]


def test_a_change_of_personal_columns_says_so_without_them(manager):
    row = person("alice", name="Alice")
    row.name, row.version = "Alicia", 2
    row.save()
    entry = newest(type="accounts.person")[0]
    assert (entry.is_personal_only, entry.differences) == (True, [])


def test_links_and_grants_are_named_by_their_ends(alice):
    entry = newest(type="accounts.rolegrant")[0]
    assert entry.code == "alice – sales"


def test_a_request_leaves_user_address_page_and_number(manager):
    login(manager).post("/departments/new/", {"code": "sales", "name": "Sales"})
    context = read(Question(type="accounts.department"), 1)[0].context
    assert {name: context[name] for name in ("user", "method", "address", "url")} == {
        "user": manager.pk,
        "method": "POST",
        "address": "127.0.0.1",
        "url": "/departments/new/",
    }
    assert len(context["request"]) == 32


def test_an_api_call_leaves_the_user_of_its_token(manager):
    api(manager).post("/api/v1/departments/", {"code": "sales", "name": "Sales"})
    assert newest(type="accounts.department")[0].who == "Manager"


@shared_task(name="tests.make_department")
def make_department(code):
    Department.objects.create(code=code, name=code)


def test_a_task_leaves_its_name_and_who_asked(manager):
    from accounts.task_context import HEADER, send_along

    headers = {}
    with pghistory.context(user=manager.pk, request="abc"):
        send_along(headers=headers)
    make_department.apply(args=["sales"], headers=headers, task_id="t-1")
    entry = newest(type="accounts.department")[0]
    assert headers == {HEADER: {"user": manager.pk, "request": "abc"}}
    assert (entry.who, entry.event.context["task_id"]) == ("tests.make_department", "t-1")
    assert entry.asked_by == "Manager"


def test_filters_narrow_the_trail(manager):
    other = user("other", "continuity_manager")
    with pghistory.context(user=manager.pk):
        process("orders")
    with pghistory.context(user=other.pk):
        row = process("stock")
        row.name = "Stock keeping"
        row.save()
    asked = {
        "user_id": manager.pk, "code": "stock", "action": "update", "type": "bia.process",
    }  # fmt: skip
    found = {
        name: [one.code for one in newest(**{"type": "bia.process", name: value})]
        for name, value in asked.items()
    }
    assert found == {
        "user_id": ["orders"],
        "code": ["stock", "stock"],
        "action": ["stock"],
        "type": ["stock", "stock", "orders"],
    }


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_paging_shows_every_event_once(manager, size):
    for number in range(4):
        row = process(f"o{number}", department=f"d{number}")
        row.name = "x"
        row.save()
    everything = [(one.kind.type, one.pgh_id) for one in read(Question(), 500)]
    paged = [(one.kind.type, one.pgh_id) for batch in stream(Question(), size) for one in batch]
    assert paged == everything
    assert len(set(paged)) == len(paged) >= 12


def test_a_cursor_survives_its_text_and_nonsense_is_none():
    event = Cursor.parse("2026-03-02T12:00:00+00:00_3_17")
    assert Cursor.parse(str(event)) == event
    assert [Cursor.parse(text) for text in ("", "x_1_2", "2026-03-02_1_2")] == [None] * 3


def test_the_page_answers_filters_and_nonsense(auditor):
    process("orders")
    client = login(auditor)
    assert "orders" in client.get("/audit/?type=bia.process&code=orders").content.decode()
    for query in ("?since=nonsense", "?person=nobody", "?after=x", "?type=x", "?until=9999-12-31"):
        assert (query, client.get(f"/audit/{query}").status_code) == (query, 200)


def test_the_history_of_an_object_is_for_who_may_see_it(alice, charlie, auditor):
    row = process("orders", department="sales")
    path = f"/audit/bia.process/{row.pk}/"
    assert login(alice).get(path).status_code == 200
    assert login(charlie).get(path).status_code == 403
    assert login(auditor).get(path).status_code == 200
    assert login(alice).get(f"/audit/accounts.user/{charlie.pk}/").status_code == 403


def test_a_deleted_object_keeps_its_history(auditor):
    row = process("orders")
    path = f"/audit/bia.process/{row.pk}/"
    row.delete()
    assert "orders" in login(auditor).get(path).content.decode()
    client = login(auditor)
    for path in ("/audit/bia.process/999999/", "/audit/bia.process/x/", "/audit/no.model/1/"):
        assert client.get(path).status_code == 404


def test_addresses_are_for_auditors_only(alice, auditor):
    with pghistory.context(user=alice.pk, address="192.0.2.7", url="/x/", method="POST"):
        row = process("orders", department="sales")
    path = f"/audit/bia.process/{row.pk}/"
    assert "192.0.2.7" not in login(alice).get(path).content.decode()
    assert "192.0.2.7" in login(auditor).get(path).content.decode()


def test_csv_has_what_is_filtered_and_no_formulas(auditor):
    process("orders", name="=HYPERLINK(1)")
    answer = login(auditor).get("/audit/export/?type=bia.process")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("\ufeffWhen,Who")
    assert any(",Name,,'=HYPERLINK(1)," in line for line in lines)


def test_words_follow_the_reader(auditor):
    auditor.language = "zh-hans"
    auditor.save()
    process("orders")
    assert login(auditor).get("/audit/").headers["Content-Language"] == "zh-hans"


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "?type=bia.process", "?code=orders", "?person=auditor"])
def test_a_hundred_thousand_events_answer_at_once(auditor, query):
    process("orders")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            " 'bia_processevent' AND column_name NOT IN ('pgh_id', 'code')"
        )
        columns = ", ".join(f'"{row[0]}"' for row in cursor.fetchall())
        cursor.execute(
            f"INSERT INTO bia_processevent (code, {columns}) SELECT 'o' || n, {columns}"
            " FROM bia_processevent, generate_series(1, 100000) n WHERE code = 'orders'"
        )
        cursor.execute("ANALYZE bia_processevent")
    client = login(auditor)
    client.get("/audit/")
    started = time.perf_counter()
    assert client.get(f"/audit/{query}").status_code == 200
    assert time.perf_counter() - started < 0.2
