"""The pages of batches: every one opens, the grid works without script, masks, two people."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from accounts.models import User
from plans.models import Backfill, BackfillRow, FormSheet, PlanActivation, PlanUpload
from plans.services import backfills, sheets
from plans.services.backfill_checking import check_rows
from plans.services.backfill_rows import enter_rows
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world
from tests.plans.paper.backfill_world import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def batch(ops: User) -> Backfill:
    return world.batch(ops)


@pytest.fixture
def client(ops: User) -> Client:
    return factories.login(ops)


def url(batch: Backfill, *parts: str) -> str:
    return "/".join(["/backfills", batch.code, *parts, ""])


def grid(batch: Backfill, serial: str = "CSM-000001") -> str:
    return url(batch, "sheets", serial)


def test_the_grid_is_a_plain_form(client: Client, batch: Backfill) -> None:
    page = client.get(grid(batch))
    assert page.status_code == 200
    assert page.content.decode().count('name="r12.') == 9
    typed = {"r1.time": "14:30", "r1.plate": "京A12345", "r1.adviser": "李明", "r3.void": "on"}
    answer = client.post(grid(batch), typed | {"next": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, grid(batch, "CSM-000002"))
    rows = BackfillRow.objects.order_by("row").values_list("row", "void")
    assert list(rows) == [(1, False), (3, True)]


def test_errors_stand_at_their_cells_and_nothing_typed_is_lost(
    client: Client, batch: Backfill
) -> None:
    typed = {"r1.time": "25:61", "r1.plate": "京A12345", "r2.time": "14:30", "r2.plate": "京A2"}
    answer = client.post(grid(batch), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="25:61"' in text
    assert "There is no such time of day." in text
    assert "Not a usual number plate" in text
    assert BackfillRow.objects.get().row == 2


def test_an_emptied_row_is_taken_away(client: Client, batch: Backfill, ops: User) -> None:
    enter_rows(batch, [line("CSM-000001", 1), line("CSM-000001", 2)], by=ops, at=NOON)
    kept = {f"r2.{key}": value for key, value in line("CSM-000001", 2).values.items()}
    answer = client.post(grid(batch), {"r1.version": "1", "r2.version": "1"} | kept)
    assert answer.status_code == 302
    assert list(BackfillRow.objects.values_list("row", "version")) == [(2, 1)]


def test_two_people_in_one_grid_the_second_sees_the_first(
    client: Client, batch: Backfill, ops: User
) -> None:
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    other = factories.login(factories.user("bob", "it_operations"))
    typed = {"r1.version": "1", "r1.time": "14:30", "r1.plate": "京B00001"}
    assert other.post(grid(batch), typed).status_code == 302
    answer = client.post(grid(batch), typed | {"r1.plate": "京C00001"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Row 1 was entered already by Bob" in text
    assert 'value="京C00001"' in text
    assert 'name="r1.version" value="2"' in text
    assert BackfillRow.objects.get().values["plate"] == "京B00001"


def test_a_paste_lists_what_is_wrong_and_keeps_the_rest(client: Client, batch: Backfill) -> None:
    rows = "CSM-000001\t1\t14:30\t京A12345\nCSM-000001\t2\t24:10\t京A12346"
    answer = client.post(url(batch, "paste"), {"rows": rows})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Do you mean 00:10 of the next day?" in text
    assert BackfillRow.objects.count() == 1
    trial = client.post(
        url(batch, "paste"), {"rows": rows.replace("24:10", "14:40"), "dry_run": ""}
    )
    assert trial.status_code == 200
    assert BackfillRow.objects.count() == 1


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client: Client, batch: Backfill, content: bytes, name: str = "rows.xlsx") -> object:
    file = BytesIO(content)
    file.name = name
    return client.post(url(batch, "import"), {"file": file})


def test_a_workbook_is_mapped_tried_and_entered(client: Client, batch: Backfill) -> None:
    content = workbook(
        [
            ["Who", "编号", "Row", "Time", "Number plate"],
            ["x", "CSM-000001", 1, "14:30", "京A12345"],
        ]
    )
    answer = upload(client, batch, content)
    place = answer.headers["Location"]  # type: ignore[attr-defined]
    page = client.get(place)
    assert page.status_code == 200
    assert BackfillRow.objects.count() == 0
    chosen = {"column_0": "adviser", "column_1": "sheet", "column_2": "row", "column_3": "time"}
    done = client.post(place, chosen | {"column_4": "plate", "apply": ""})
    assert done.status_code == 302
    assert BackfillRow.objects.get().values["adviser"] == "x"
    assert bytes(PlanUpload.objects.get().content) == b""


def bomb() -> bytes:
    import zipfile

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return stream.getvalue()


def macros() -> bytes:
    import zipfile

    stream = BytesIO(workbook([["Sheet", "Row"]]))
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    return stream.getvalue()


def entities() -> bytes:
    import zipfile

    evil = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
    )
    source = BytesIO(workbook([["Sheet"]]))
    stream = BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(stream, "w") as packed:
        for part in old.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            packed.writestr(part.filename, evil if is_sheet else old.read(part.filename))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [bomb(), macros(), entities(), b"PK\x03\x04 not a zip", b"\x00\x01\x02", b""],
    ids=["bomb", "macros", "entities", "broken", "binary", "empty"],
)
def test_a_hostile_workbook_is_refused_at_the_file(
    client: Client, batch: Backfill, content: bytes
) -> None:
    answer = upload(client, batch, content)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert PlanUpload.objects.count() == 0


def finished(batch: Backfill, ops: User) -> Backfill:
    bob = factories.user("bob", "continuity_manager")
    lines = [line("CSM-000001", 1, service='=HYPERLINK("http://x")', customer="@SUM(1)")]
    enter_rows(batch, lines, by=ops, at=NOON)
    for serial, fields in {
        "CSM-000001": {"state": "returned", "rows_written": 1},
        "CSM-000002": {"state": "blank"},
    }.items():
        sheet = FormSheet.objects.get(serial=serial)
        sheets.account_for(sheet, by=ops, at=NOON, **fields)  # type: ignore[arg-type]
    backfills.send_to_checking(batch, by=ops, at=NOON)
    check_rows(batch, verdicts={batch.rows.get().pk: "ok"}, by=bob, at=NOON)
    backfills.reconcile(batch, by=bob, at=NOON, counted={"李明": 1})
    PlanActivation.objects.update(integrity_at=NOON)
    return Backfill.objects.get()


def test_exports_are_masked_logged_and_harmless(client: Client, batch: Backfill, ops: User) -> None:
    finished(batch, ops)
    text = client.get(url(batch, "export") + "?format=csv").content.decode("utf-8-sig")
    assert "京A***41,@**,138****5678" not in text  # a masked formula is made harmless too
    assert "京A***41,'@**,138****5678,\"'=HYPERLINK(" in text
    manager = factories.login(User.objects.get(username="bob"))
    content = manager.get(url(batch, "export") + "?format=xlsx").content
    cells = [cell.value for cell in list(load_workbook(BytesIO(content)).active.rows)[1]]
    assert cells[3:7] == ["京A12341", "'@SUM(1)", "13812345678", '\'=HYPERLINK("http://x")']
    logged = batch.log.filter(what="exported").values_list("by__username", "payload")
    assert list(logged) == [
        ("ops", {"format": "csv", "personal": False}),
        ("bob", {"format": "xlsx", "personal": True}),
    ]


def test_ticks_come_through_the_posting_page(client: Client, batch: Backfill, ops: User) -> None:
    finished(batch, ops)
    row = BackfillRow.objects.get()
    client.post(url(batch, "posting"), {"row": row.pk, "action": "posted"})
    client.post(url(batch, "posting"), {"every": "on", "action": "resent"})
    row.refresh_from_db()
    assert (row.posted_at is None, row.resent_at is None) == (False, False)
    assert client.post(url(batch, "steps", "posting")).status_code == 302
    assert client.post(url(batch, "steps", "closure")).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "closed"


def test_the_check_and_the_reconciliation_by_page(
    client: Client, batch: Backfill, ops: User
) -> None:
    enter_rows(batch, [line("CSM-000001", 1), line("CSM-000001", 2)], by=ops, at=NOON)
    account = url(batch, "sheets", "CSM-000001", "account")
    counted = {"state": "returned", "rows_written": "2", "version": "2"}
    assert client.post(account, counted).status_code == 302
    blank = url(batch, "sheets", "CSM-000002", "account")
    assert client.post(blank, {"state": "blank"}).status_code == 302
    assert client.post(url(batch, "steps", "checking")).status_code == 302
    assert "entered by you" in client.get(url(batch, "check")).content.decode()
    other = factories.login(factories.user("bob", "it_operations"))
    shown = list(batch.rows.values_list("pk", flat=True))
    other.post(url(batch, "check"), {"shown": shown, "all": ""})
    refused = other.post(url(batch, "reconciliation"), {"explanation": ""})
    assert refused.status_code == 409
    groups = {"group_0": "李明", "known_0": "1", "count_0": "2"}
    done = other.post(url(batch, "reconciliation"), groups | {"explanation": ""})
    assert done.status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.totals["balanced"]) == ("reconciled", True)


def test_every_page_opens_for_who_looks_and_masks(
    batch: Backfill, ops: User, auditor: User
) -> None:
    enter_rows(batch, [line("CSM-000001", 1)], by=ops, at=NOON)
    looker = factories.login(auditor)
    pages = ["", "check/", "reconciliation/", "posting/", "sheets/CSM-000001/"]
    found = [looker.get(url(batch) + page) for page in pages]
    assert [page.status_code for page in found] == [200] * 5
    assert not any("13812345678" in page.content.decode() for page in found)
    assert "138****5678" in found[4].content.decode()
    assert looker.post(url(batch, "sheets", "CSM-000001"), {}).status_code == 403
    assert [looker.get(url(batch, page)).status_code for page in ("paste", "import")] == [403] * 2


def test_the_list_asks_the_same_for_one_and_for_three(
    client: Client, batch: Backfill, ops: User
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/backfills/").status_code == 200
        return len(queries)

    asked()
    one = asked()
    for code in ("south", "west"):
        world.batch(ops, store=world.store(code), form=batch.form)
    assert asked() == one


def test_the_code_of_a_sheet_leads_to_its_grid(client: Client, batch: Backfill, ops: User) -> None:
    sheet = FormSheet.objects.get(serial="CSM-000001")
    answer = client.get(f"/f/{sheet.token}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, grid(batch))
    sheets.print_sheets(batch.form, store=batch.store, quantity=1, language="en", by=ops, at=NOON)
    free = FormSheet.objects.get(serial="CSM-000003")
    assert batch.code in client.get(f"/f/{free.token}/").content.decode()
    assert client.get("/f/unknown/").status_code == 404
    assert Client().get(f"/f/{sheet.token}/").status_code == 302


def test_sheets_stand_a_hundred_to_a_page(client: Client, ops: User) -> None:
    large = world.batch(ops, quantity=101)
    first, rest = client.get(url(large)), client.get(url(large), {"offset": "100"})
    assert [len(one.context["sheets"].rows) for one in (first, rest)] == [100, 1]
    assert 'href="?offset=100"' in first.content.decode()
    assert 'href="?offset=0"' in rest.content.decode()


def test_a_sheet_that_differs_stands_on_the_first_page(client: Client, ops: User) -> None:
    large = world.batch(ops, quantity=101)
    last = large.sheets.order_by("serial").last()
    assert last is not None
    enter_rows(large, [line(last.serial, 1)], by=ops, at=NOON)
    page = client.get(url(large, "reconciliation"))
    assert page.context["sheets"].rows[0].serial == last.serial
