"""Files in and out: previews, faults with row and column, all or nothing."""

from __future__ import annotations

import io
import time
import tracemalloc
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from accounts.models import Department, Person, User
from bia.files import header_of, lines_of, target_of
from bia.models import Dependency, ImportUpload, Process, Product, Site
from bia.nouns import NOUNS
from bia.services.importing import (
    WrongRows,
    apply_content,
    apply_upload,
    keep_upload,
    preview_content,
)
from lib.errors import GuardsUnmet, Refused
from lib.history import event_model
from lib.tables import read_table, safe, unsafe, write_csv, write_xlsx
from tests import factories

pytestmark = pytest.mark.django_db


def _apply(noun: str, text: str | bytes, by: User, at: datetime) -> dict[str, int]:
    content = text.encode() if isinstance(text, str) else text
    given: dict[str, Any] = {"content": content, "filename": "a.csv", "by": by, "at": at}
    return apply_content(target=target_of(NOUNS[noun]), **given).counts


def _wrong(noun: str, text: str, by: User) -> list[tuple[int, str]]:
    given: dict[str, Any] = {"content": text.encode(), "filename": "a.csv", "by": by}
    summary = preview_content(target=target_of(NOUNS[noun]), **given)
    return [(one.row, one.column) for row in summary.rows["wrong"] for one in row.wrong]


def test_new_changed_unchanged(manager: User, noon: datetime) -> None:
    factories.department("sales")
    factories.process("a", name="A", wrt_s=5400)
    factories.process("b", name="B")
    text = "code,Name,department,wrt_s,critical\na,A,,5400,no\nb,Bee,sales,60,是\nc,C,,,yes\n"
    assert _apply("process", text, manager, noon) == {
        "new": 1, "changed": 1, "unchanged": 1, "wrong": 0,
    }  # fmt: skip
    rows = Process.objects.values_list("code", "name", "department__code", "wrt_s", "version")
    assert list(rows) == [
        ("a", "A", None, 5400, 1),
        ("b", "Bee", "sales", 60, 2),
        ("c", "C", None, None, 1),
    ]
    labels = event_model(Process).objects.filter(pgh_label="update").values_list("code", flat=True)
    assert list(labels) == ["b"]


def test_every_fault_has_row_and_column(manager: User) -> None:
    text = (
        "code,name,department,wrt_s,mbco_percent,critical\n"
        "a,A,none,,,\n"  # unknown department
        "b,B,,soon,,\n"
        "c,C,,,101,\n"
        "d,D,,,,maybe\n"
        "d e,E,,,,\n"
        "f,,,,,\n"
        "g,G,,,,\n"
        "g,G,,,,\n"
        "import,I,,,,\n"
    )
    assert _wrong("process", text, manager) == [
        (2, "department"),
        (3, "work recovery time (WRT)"),
        (4, "minimum capacity (MBCO), %"),
        (5, "critical"),
        (6, "code"),
        (7, "name"),
        (9, "code"),
        (10, "code"),
    ]


def test_nothing_is_half_imported(manager: User, noon: datetime) -> None:
    rows = "".join(f"p-{n},P\n" for n in range(700))
    with pytest.raises(WrongRows):
        _apply("process", f"code,name\n{rows}bad code,P\n", manager, noon)
    assert Process.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["", "name\nA\n", "code,planet\na,b\n", "code,code\na,b\n", "code\n" + "x" * 30_000]
)
def test_unreadable_files_are_refused(text: str, manager: User, noon: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        _apply("site", text, manager, noon)
    assert refusal.value.problems[0].field == "file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(
    encoding: str, separator: str, manager: User, noon: datetime
) -> None:
    text = separator.join(["code", "name"]) + "\n" + separator.join(["a", "机房A"]) + "\n"
    _apply("site", text.encode(encoding), manager, noon)
    assert Site.objects.get().name == "机房A"


def test_bytes_that_are_no_text(manager: User, noon: datetime) -> None:
    for content in (b"\xff\xff\x00\x01", b"PK\x03\x04broken", b"code\x00,name\na,b"):
        with pytest.raises(Refused):
            _apply("site", content, manager, noon)


def test_bare_numbers_follow_the_header(manager: User, noon: datetime) -> None:
    _apply("supplier", "code,name,contract_rto_s,RPO by contract\na,A,90,90\n", manager, noon)
    row = NOUNS["supplier"].model._default_manager.get()
    assert (row.contract_rto_s, row.contract_rpo_s) == (90, 5400)  # type: ignore[attr-defined]


def test_rows_may_name_rows_further_down(admin: User, noon: datetime) -> None:
    _apply("department", "code,name,parent department\na,A,b\nb,B,\n", admin, noon)
    assert Department.objects.get(code="a").parent == Department.objects.get(code="b")
    text = "code,name,deputy,phones\nann,Ann,ben,'+86 1; 2\nben,Ben,,\n"
    _apply("person", text, admin, noon)
    ann = Person.objects.get(code="ann")
    assert ann.deputy is not None
    assert (ann.deputy.code, ann.phones) == ("ben", ["+86 1", "2"])


def test_departments_make_no_circle(admin: User) -> None:
    assert len(_wrong("department", "code,name,parent\na,A,b\nb,B,a\n", admin)) == 2
    assert len(_wrong("person", "code,name,deputy\na,A,a\n", admin)) == 1


def test_dependencies_are_known_by_their_ends(manager: User, noon: datetime) -> None:
    factories.process("rescue")
    for code in ("a", "b", "c"):
        factories.system(code)
    text = (
        "dependent,needs,group,group_needs\n"
        "process:rescue,system:a,lines,2\nprocess:rescue,system:b,lines,2\n"
    )
    assert _apply("dependency", text, manager, noon)["new"] == 2
    assert _apply("dependency", text, manager, noon)["unchanged"] == 2
    assert len(Dependency.objects.filter(group_needs=2)) == 2
    wrong = (
        "dependent,needs,group,group_needs,workaround_activation_s,workaround_endurance_s\n"
        "system:a,system:a,,,,\n"
        "system:a,system:none,,,,\n"
        "site:x,system:a,,,,\n"
        "system:b,system:a,,,600,300\n"
        "system:c,system:a,duo,2,,\n"
    )
    assert [row for row, _column in _wrong("dependency", wrong, manager)] == [2, 3, 4, 5, 6]


def test_links_are_imported(manager: User, noon: datetime) -> None:
    a, b = factories.process("a"), factories.process("b")
    _apply("product", "code,name,processes\nx,X,a b\n", manager, noon)
    product = Product.objects.get()
    assert set(product.processes.all()) == {a, b}
    assert _apply("product", "code,name,processes\nx,X,a\n", manager, noon)["changed"] == 1
    assert list(product.processes.all()) == [a]


def test_a_change_since_the_preview_is_noticed(manager: User, noon: datetime) -> None:
    process = factories.process("a", name="A")
    target = target_of(NOUNS["process"])
    upload, summary = keep_upload(
        target=target, content=b"code,name\na,B\n", filename="a.csv", by=manager, at=noon
    )
    Process.objects.filter(pk=process.pk).update(version=2)
    given: dict[str, Any] = {"target": target, "by": manager, "at": noon}
    with pytest.raises(GuardsUnmet):
        apply_upload(upload, fingerprint=summary.fingerprint, **given)
    process.refresh_from_db()
    assert process.name == "A"


def test_a_file_is_applied_once(manager: User, noon: datetime) -> None:
    target = target_of(NOUNS["site"])
    upload, summary = keep_upload(
        target=target, content=b"code,name\na,B\n", filename="a.csv", by=manager, at=noon
    )
    given: dict[str, Any] = {"target": target, "by": manager, "at": noon}
    apply_upload(upload, fingerprint=summary.fingerprint, **given)
    with pytest.raises(GuardsUnmet):
        apply_upload(upload, fingerprint=summary.fingerprint, **given)


def test_owners_may_not_import(alice: User, noon: datetime) -> None:
    with pytest.raises(PermissionDenied):
        _apply("process", "code,name\na,A\n", alice, noon)
    assert factories.login(alice).get("/processes/import/").status_code == 403


# --- out --------------------------------------------------------------------------------


def test_formulas_are_defused_and_read_back() -> None:
    for text in ("=1+1", "+86", "-1", "@x", "\tx", "plain", "'quoted"):
        assert unsafe(safe(text)) == text
    assert b"'=HYPERLINK" in b"".join(write_csv(["a"], [["=HYPERLINK(1)"]]))
    book = load_workbook(io.BytesIO(write_xlsx(["a"], [["=1+1"]], "x")))
    assert book.active["A2"].value == "'=1+1"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("noun", ["process", "system", "product", "dependency", "obligation"])
def test_an_export_reads_back_as_unchanged(
    kind: str, noun: str, manager: User, noon: datetime
) -> None:
    process = factories.process("a", department="sales", owner="ann", wrt_s=0, critical=True)
    system = factories.system("b", site=factories.site("s"), dr_level=3, rto_s=5400)
    product = factories.product("c", process, mtd_s=86400)
    product.obligations.create(code="d", name="=1", mtd_cap_s=0)
    Dependency.objects.create(code="e", dependent_process=process, needs_system=system)
    one = NOUNS[noun]
    header, lines = header_of(one), lines_of(one, one.rows(manager))
    write = write_csv(header, lines) if kind == "csv" else [write_xlsx(header, lines, "x")]
    counts = _apply(noun, b"".join(write), manager, noon)
    assert (counts["unchanged"], sum(counts.values())) == (1, 1)


def test_numbers_and_days_of_a_workbook_read_as_typed() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["a", 5, 5.5, True, datetime(2026, 1, 31), None])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    assert list(read_table(stream.getvalue(), "a.xlsx")) == [
        (1, ["a", "5", "5.5", "true", "2026-01-31"])
    ]


# --- pages and API ----------------------------------------------------------------------


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.csv", text.encode())


def test_the_pages_walk_from_file_to_rows(manager: User) -> None:
    browser = factories.login(manager)
    kept = browser.post("/sites/import/", {"file": _file("code,name\nx,X\n")})
    preview = browser.get(kept.headers["Location"])
    assert preview.context["counts"]["new"] == 1
    fingerprint = {"fingerprint": preview.context["fingerprint"]}
    assert browser.post(kept.headers["Location"], fingerprint).status_code == 302
    assert Site.objects.get().code == "x"
    bad = browser.post("/sites/import/", {"file": _file("planet\nx\n")})
    assert bad.context["form"].errors["file"]
    assert browser.post("/sites/import/", {}).context["form"].errors


def test_an_upload_is_its_owners(manager: User) -> None:
    browser = factories.login(manager)
    kept = browser.post("/sites/import/", {"file": _file("code,name\nx,X\n")})
    other = factories.login(factories.user("second", "continuity_manager"))
    assert other.get(kept.headers["Location"]).status_code == 404


def test_the_api_imports(manager: User, alice: User) -> None:
    client = factories.api(manager)
    url = "/api/v1/imports/sites/"
    dry = client.post(f"{url}?dry_run=1", {"file": _file("code,name\nx,\n")}, format="multipart")
    assert (dry.status_code, dry.json()["wrong"], dry.json()["applied"]) == (200, 1, False)
    bad = client.post(url, {"file": _file("code,name\nx,\n")}, format="multipart")
    assert (bad.status_code, bad.json()["errors"][0]["attr"]) == (400, "2.name")
    good = client.post(url, {"file": _file("code,name\nx,X\n")}, format="multipart")
    assert (good.status_code, good.json()["new"]) == (200, 1)
    assert client.post("/api/v1/imports/planets/").status_code == 404
    assert factories.api(alice).post(url, {}, format="multipart").status_code == 403


@pytest.mark.slow
def test_ten_thousand_rows_within_twenty_seconds(manager: User, noon: datetime) -> None:
    factories.department("sales")
    header = "code,name,department,critical,daily_volume,wrt_s\n"
    text = header + "".join(f"p-{n},P {n},sales,yes,{n},{n}\n" for n in range(10_000))
    started = time.monotonic()
    _apply("process", text, manager, noon)
    assert time.monotonic() - started < 20
    tracemalloc.start()
    given: dict[str, Any] = {"content": text.encode(), "filename": "a.csv", "by": manager}
    preview_content(target=target_of(NOUNS["process"]), **given)
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * 2**20
    assert ImportUpload.objects.count() == 0
