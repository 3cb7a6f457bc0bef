"""Anybody can ask whether a file is a report of this installation, and learns no more."""

from __future__ import annotations

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from reports.models import ReportFile
from reports.services import queue
from reports.services.requests import delete_report
from reports.services.verification import made_with, normal
from reports.views import verification
from tests.factories import NOON, api
from tests.reports.builders import asked, built

pytestmark = pytest.mark.django_db
UNCHANGED = "This is a report of this installation, unchanged."
CHANGED = "No report with this digest was made here"


def test_the_file_itself_is_known_without_a_login(manager: User) -> None:
    report = built(manager, format="xlsx")
    content = bytes(report.file.content)
    client = Client()
    page = client.post("/reports/verify/", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert UNCHANGED in page.text
    assert report.code in page.text
    other = client.post("/reports/verify/", {"file": SimpleUploadedFile("x", content + b".")})
    assert CHANGED in other.text
    assert report.code not in other.text


def test_the_digest_is_enough_as_sha256sum_prints_it(manager: User) -> None:
    report = built(manager, format="xlsx")
    client = Client()
    pasted = f"{report.sha256.upper()}  report.xlsx\n"
    assert UNCHANGED in client.post("/reports/verify/", {"sha256": pasted}).text
    assert UNCHANGED in client.get(f"/reports/verify/?sha256={report.sha256}").text
    assert "64 characters" in client.post("/reports/verify/", {"sha256": "abc"}).text
    assert "Choose a file" in client.post("/reports/verify/").text


def test_the_code_of_the_cover_leads_to_the_digest(manager: User) -> None:
    report = built(manager, format="xlsx")
    assert report.sha256 in Client().get(f"/reports/verify/{report.code}/").text
    assert "No finished report" in Client().get("/reports/verify/bia-20260302-AAAAAA/").text
    waiting = asked(manager)
    assert "No finished report" in Client().get(f"/reports/verify/{waiting.code}/").text


def test_another_file_than_the_scanned_one_is_told_apart(manager: User) -> None:
    one, other = built(manager, format="xlsx"), built(manager, format="xlsx", kind="gaps")
    page = Client().post(f"/reports/verify/{one.code}/", {"sha256": other.sha256})
    assert "not the report whose code you scanned" in page.text


def test_it_stays_known_when_file_and_report_are_gone(manager: User) -> None:
    report = built(manager, format="xlsx")
    queue.expire_files(older_than=NOON.replace(year=2100))
    assert ReportFile.objects.count() == 0
    found = made_with(report.sha256)
    assert found is not None
    assert not found.deleted
    delete_report(report, by=manager, at=NOON)
    found = made_with(report.sha256)
    assert found is not None
    assert (found.code, found.deleted) == (report.code, True)


def test_programs_ask_by_digest(manager: User) -> None:
    report = built(manager, format="xlsx")
    url = "/api/v1/reports/verification/?sha256="
    answer = api().get(url + report.sha256)
    assert answer.status_code == 200
    assert set(answer.json()) == {
        *("code", "kind", "as_of", "made_at", "sha256", "organisation", "deleted")
    }
    assert api().get(url + hashlib.sha256(b"else").hexdigest()).status_code == 404
    assert api().get(url + "abc").status_code == 400


def test_who_asks_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(verification, "CALLS_A_MINUTE", 1)
    codes = [Client().get("/reports/verify/").status_code for _n in range(2)]
    assert codes == [200, 429]


def test_an_upload_that_is_too_large_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.uploads.MOST_BYTES", 10)
    page = Client().post("/reports/verify/", {"file": SimpleUploadedFile("x", b"12345678901")})
    assert "too large" in page.text


@pytest.mark.parametrize("text", ["", " ", "\0", "g" * 64, "a" * 63, "a" * 65])
def test_what_is_no_digest(text: str) -> None:
    assert normal(text) is None
