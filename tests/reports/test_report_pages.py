"""The shelf, the form, one report's page, its file and its deletion."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reports.models import Report
from reports.services import queue
from tests import factories
from tests.factories import login
from tests.reports.builders import asked, built

pytestmark = pytest.mark.django_db


def test_an_empty_shelf_offers_the_first_step(manager: User) -> None:
    page = login(manager).get("/reports/")
    assert page.status_code == 200
    assert "No reports yet" in page.text
    assert "/reports/new/" in page.text


def test_the_form_queues_a_report_and_shows_its_page(manager: User) -> None:
    factories.process("alpha")
    client = login(manager)
    assert client.get("/reports/new/").status_code == 200
    answer = client.post(
        "/reports/new/",
        {"kind": "bia", "language": "zh-hans", "format": "pdf", "critical": "yes",
         "processes": ["alpha"], "drafts": "on"},
    )  # fmt: skip
    report = Report.objects.get()
    assert answer["Location"] == f"/reports/{report.code}/"
    assert report.filters == {"critical": True, "processes": ["alpha"], "drafts": True}
    assert report.language == "zh-hans"


def test_a_day_in_the_future_is_refused_and_nothing_typed_is_lost(manager: User) -> None:
    wishes = {"kind": "bia", "language": "en", "format": "xlsx", "as_of": "2999-01-01"}
    page = login(manager).post("/reports/new/", wishes)
    assert page.status_code == 400
    assert "The date lies in the future." in page.text
    assert "2999-01-01" in page.text
    assert Report.objects.count() == 0


def test_a_waiting_report_looks_again_by_itself_and_stops(manager: User) -> None:
    client = login(manager)
    report = asked(manager, format="xlsx")
    assert 'hx-trigger="every 2s"' in client.get(f"/reports/{report.code}/").text
    queue.renew(queue.claim(at=timezone.now()), progress=40, at=timezone.now())
    part = client.get(f"/reports/{report.code}/?part=state", headers={"HX-Request": "true"}).text
    assert "40 %" in part
    assert "<html" not in part
    done = built(manager, format="xlsx")
    assert "hx-trigger" not in client.get(f"/reports/{done.code}/?part=state").text
    badge = client.get(f"/reports/{done.code}/?part=badge").text
    assert "Done" in badge
    assert "hx-trigger" not in badge


def test_a_finished_report_shows_its_digest_and_gives_its_file(manager: User) -> None:
    client = login(manager)
    report = built(manager, format="xlsx")
    assert report.sha256 in client.get(f"/reports/{report.code}/").text
    answer = client.get(f"/reports/{report.code}/file/")
    assert answer.content == bytes(report.file.content)


def test_a_failure_is_told_in_words(manager: User) -> None:
    report = asked(manager)
    queue.fail(queue.claim(at=timezone.now()), error=queue.GAVE_UP, at=timezone.now())
    assert "stopped three times" in login(manager).get(f"/reports/{report.code}/").text


def test_deleting_asks_first(manager: User) -> None:
    client = login(manager)
    report = asked(manager)
    assert "Delete this report?" in client.get(f"/reports/{report.code}/delete/").text
    assert Report.objects.count() == 1
    assert client.post(f"/reports/{report.code}/delete/")["Location"] == "/reports/"
    assert Report.objects.count() == 0


def test_strangers_do_not_see_it_and_auditors_do_not_delete_it(
    alice: User, charlie: User, auditor: User
) -> None:
    code = asked(alice).code
    assert login(charlie).get(f"/reports/{code}/").status_code == 404
    assert login(auditor).get(f"/reports/{code}/").status_code == 200
    assert login(auditor).post(f"/reports/{code}/delete/").status_code == 403


def test_the_shelf_asks_a_constant_number_of_questions(manager: User) -> None:
    client = login(manager)
    counts = []
    for more in (1, 2):
        for _n in range(more):
            built(manager, format="xlsx")
        client.get("/reports/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/reports/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
