"""Shops, the designer, printed sheets with serials and codes, stock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from lib.errors import GuardsUnmet, Refused
from plans.models import FormSheet, FormStock, PaperForm, Store
from plans.paper_examples import emergency_service
from plans.printing.forms import sheets_pdf
from plans.services import forms, sheets, stores
from tests import factories
from tests.factories import NOON
from tests.plans.paper import backfill_world as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops() -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def client(ops: User) -> Client:
    return factories.login(ops)


def test_the_emergency_form_has_the_seven_columns_of_its_source(ops: User) -> None:
    form = forms.create_form(by=ops, at=NOON, **emergency_service())
    names = [column.name_zh for column in form.columns.all()]
    assert names == [
        "时间", "车牌号", "客户姓名", "联系电话", "服务项目", "预计完成时间", "服务顾问",
    ]  # fmt: skip
    assert [column.example for column in form.columns.all()] == [
        "10:30", "京A12345", "张先生", "138xxx", "常规保养", "12:00", "李明",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ([], "columns"),
        ([{"key": "A b", "name_en": "x"}], "columns.0.key"),
        ([{"key": "a", "name_en": "x"}, {"key": "a", "name_en": "y"}], "columns.1.key"),
        ([{"key": "a"}], "columns.0.name_en"),
        ([{"key": "a", "name_en": "x", "type": "choice"}], "columns.0.choices"),
        ([{"key": "a", "name_en": "x", "width": 5}], "columns.0.width"),
        ([{"key": f"c{n}", "name_en": "x", "width": 100} for n in range(3)], "columns"),
    ],
    ids=["none", "key", "double", "nameless", "choice", "narrow", "wide"],
)
def test_impossible_columns_are_refused(
    ops: User, columns: list[dict[str, Any]], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        world.form(ops, columns=columns)
    assert refusal.value.problems[0].field == field


def test_serials_go_on_and_the_design_is_frozen(ops: User) -> None:
    form, shop = world.form(ops), world.store()
    first = sheets.print_sheets(form, store=shop, quantity=3, language="en", by=ops, at=NOON)
    forms.change_form(form, read_version=1, by=ops, at=NOON, columns=world.COLUMNS[:2])
    second = sheets.print_sheets(form, store=shop, quantity=2, language="en", by=ops, at=NOON)
    serials = list(FormSheet.objects.values_list("serial", flat=True))
    assert serials == [f"CSM-{n:06d}" for n in range(1, 6)]
    assert [len(one.design["columns"]) for one in (first, second)] == [7, 2]


@pytest.mark.parametrize("quantity", [0, 501, -1])
def test_a_printing_has_1_to_500_sheets(ops: User, quantity: int) -> None:
    with pytest.raises(Refused):
        sheets.print_sheets(
            world.form(ops), store=None, quantity=quantity, language="en", by=ops, at=NOON
        )


@pytest.mark.django_db(transaction=True)
def test_many_print_at_once_without_gaps_or_doubles(ops: User) -> None:
    form, shop = world.form(ops), world.store()

    def one(_number: int) -> None:
        sheets.print_sheets(form, store=shop, quantity=7, language="en", by=ops, at=NOON)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(6)))
    serials = list(FormSheet.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == [f"CSM-{n:06d}" for n in range(1, 43)]


def test_the_printed_sheet_has_serial_rows_examples_and_a_code_that_leads_to_it(
    ops: User, tmp_path: Any
) -> None:
    from subprocess import run

    import zxingcpp
    from PIL import Image
    from pypdf import PdfReader

    form, shop = world.form(ops), world.store()
    printing = sheets.print_sheets(form, store=shop, quantity=2, language="both", by=ops, at=NOON)
    (tmp_path / "sheets.pdf").write_bytes(sheets_pdf(printing))
    pages = PdfReader(tmp_path / "sheets.pdf").pages
    text = pages[1].extract_text()
    assert len(pages) == 2
    assert all(
        words in text for words in ("CSM-000002", "应急服务登记表", "服务顾问", "常规保养", "12")
    )
    run(
        ["pdftoppm", "-r", "120", "-png", str(tmp_path / "sheets.pdf"), str(tmp_path / "page")],
        check=True,
    )
    sheet = FormSheet.objects.get(serial="CSM-000002")
    with Image.open(tmp_path / "page-2.png") as picture:
        read = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert [one.rpartition("/f/")[2] for one in read] == [f"{sheet.token}/"]


def test_the_designer_saves_columns_in_the_order_of_their_places(client: Client) -> None:
    page = client.get("/paper-forms/new/?start=emergency")
    assert page.status_code == 200
    columns = {
        "columns-TOTAL_FORMS": "3", "columns-INITIAL_FORMS": "0",
        "columns-0-place": "2", "columns-0-key": "plate", "columns-0-name_en": "Plate",
        "columns-0-type": "plate", "columns-0-width": "30",
        "columns-1-place": "1", "columns-1-key": "kind", "columns-1-name_en": "Kind",
        "columns-1-type": "choice", "columns-1-width": "30", "columns-1-choices": "rescue; repair",
        "columns-2-type": "text", "columns-2-width": "30",
    }  # fmt: skip
    head = {"code": "short", "name_en": "Short form", "prefix": "SHT", "rows_per_sheet": "10"}
    answer = client.post("/paper-forms/new/", head | columns | {"is_active": "on"})
    assert answer.status_code == 302, answer.content.decode()
    form = PaperForm.objects.get(code="short")
    assert [(one.key, one.choices) for one in form.columns.all()] == [
        ("kind", ["rescue", "repair"]),
        ("plate", []),
    ]
    wrong = client.post(
        "/paper-forms/short/edit/", head | columns | {"version": "1", "prefix": "x"}
    )
    assert wrong.status_code == 422
    stale = client.post("/paper-forms/short/edit/", head | columns | {"version": "9"})
    assert stale.status_code == 409


def test_the_pages_of_forms_and_shops(client: Client, ops: User) -> None:
    form, shop = world.form(ops), world.store()
    assert client.post(
        f"/paper-forms/{form.code}/printing/",
        {"store": shop.code, "quantity": "2", "language": "both"},
    ).status_code == 302  # fmt: skip
    minimum = {"form": form.code, "minimum": "5"}
    assert client.post(f"/shops/{shop.code}/stock/", minimum).status_code == 302
    assert FormStock.objects.get().minimum == 5
    printing = form.printings.get()
    pages = [
        "/paper-forms/", f"/paper-forms/{form.code}/", f"/paper-forms/{form.code}/edit/",
        f"/paper-forms/{form.code}/printing/", f"/paper-forms/{form.code}/specimen.pdf",
        f"/paper-forms/{form.code}/printings/{printing.pk}/0.pdf", "/shops/", "/shops/new/",
        f"/shops/{shop.code}/", f"/shops/{shop.code}/edit/", f"/shops/{shop.code}/delete/",
        f"/paper-forms/{form.code}/delete/",
    ]  # fmt: skip
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    missing = client.get(f"/paper-forms/{form.code}/printings/{printing.pk}/1.pdf")
    assert missing.status_code == 404


def test_a_shop_with_sheets_stays(ops: User) -> None:
    form, shop = world.form(ops), world.store()
    sheets.print_sheets(form, store=shop, quantity=1, language="en", by=ops, at=NOON)
    for verb, row in ((stores.delete_store, shop), (forms.delete_form, form)):
        with pytest.raises(GuardsUnmet):
            verb(row, by=ops, at=NOON)  # type: ignore[operator]
    stores.change_store(shop, read_version=1, by=ops, at=NOON, is_active=False)
    assert Store.objects.get().is_active is False
