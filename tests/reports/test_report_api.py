"""`/api/v1/reports/`: asking, watching, fetching, deleting, and who may."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from reports.models import Report
from tests import factories
from tests.factories import api
from tests.reports.builders import approved, asked, built

pytestmark = pytest.mark.django_db
URL = "/api/v1/reports/"


def test_asking_answers_202_with_the_queued_report(manager: User) -> None:
    factories.process("alpha")
    body = {
        "kind": "bia", "language": "zh-hans", "format": "xlsx",
        "as_of": "2026-03-02T12:00:00+08:00", "filters": {"processes": ["alpha"], "critical": None},
    }  # fmt: skip
    answer = api(manager).post(URL, body)
    assert answer.status_code == 202
    data = answer.json()
    assert (data["state"], data["progress"], data["requested_by"]) == ("queued", 0, "manager")
    assert data["filters"] == {"processes": ["alpha"]}
    assert answer["Location"].endswith(f"{URL}{data['code']}/")


@pytest.mark.parametrize(
    ("change", "attr", "code"),
    [
        ({"kind": "risks"}, "kind", "not_available"),
        ({"kind": "gaps", "filters": {"drafts": True}}, "filters.drafts", "unknown_filter"),
        ({"kind": "nonsense"}, "kind", "not_available"),
        ({"language": "fr"}, "language", "invalid_choice"),
        ({"format": "tar"}, "format", "invalid_choice"),
        ({"format": "zip"}, "format", "not_available"),
        ({"as_of": "2026-03-02T12:00:00"}, "as_of", "naive"),
        ({"as_of": "2999-01-01T00:00:00Z"}, "as_of", "in_future"),
        ({"as_of": "2999-01-01"}, "as_of", "in_future"),
        ({"as_of": "2026-02-31"}, "as_of", "invalid"),
        ({"filters": {"tier": "nine"}}, "filters.tier", "does_not_exist"),
        ({"filters": {"department": "moon"}}, "filters.department", "does_not_exist"),
        ({"filters": {"critical": "yes"}}, "filters.critical", "invalid"),
        ({"filters": {"processes": ["nope"]}}, "filters.processes", "does_not_exist"),
        ({"filters": {"procesess": []}}, "filters.procesess", "invalid"),
        ({"filters": []}, "filters.non_field_errors", "invalid"),
        ({"colour": "red"}, "colour", "invalid"),
    ],
)
def test_wrong_wishes_are_refused_at_their_field(
    manager: User, change: dict[str, Any], attr: str, code: str
) -> None:
    answer = api(manager).post(URL, {"kind": "bia", "language": "en"} | change)
    assert answer.status_code == 400
    assert [(one["attr"], one["code"]) for one in answer.json()["errors"]] == [(attr, code)]
    assert Report.objects.count() == 0


def test_a_day_stands_for_its_end_where_the_organisation_is(manager: User) -> None:
    body = {"kind": "bia", "language": "en", "as_of": "2026-03-02"}
    answer = api(manager).post(URL, body)
    assert answer.json()["as_of"] == "2026-03-02T23:59:59.999999+08:00"


def test_the_file_comes_with_name_digest_and_etag(manager: User) -> None:
    approved(factories.process("alpha"))
    report = built(manager, format="xlsx")
    answer = api(manager).get(f"{URL}{report.code}/file/")
    content = b"".join(answer) if answer.streaming else answer.content
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert answer["ETag"] == f'"{report.sha256}"'
    assert answer["Content-Disposition"].startswith('attachment; filename="Business impact')
    again = api(manager).get(f"{URL}{report.code}/file/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_chinese_name_survives_the_header(manager: User) -> None:
    report = built(manager, format="xlsx")
    report.file.name = "业务影响分析 2026.xlsx"
    report.file.save()
    header = api(manager).get(f"{URL}{report.code}/file/")["Content-Disposition"]
    assert "filename*=utf-8''%E4%B8%9A" in header


def test_there_is_no_file_until_it_is_done(manager: User) -> None:
    answer = api(manager).get(f"{URL}{asked(manager).code}/file/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_done")


def test_reports_of_others_are_for_managers_and_auditors(
    manager: User, auditor: User, alice: User, charlie: User
) -> None:
    report = asked(alice)
    seen = {
        user.username: api(user).get(f"{URL}{report.code}/").status_code
        for user in (manager, auditor, alice, charlie)
    }
    assert seen == {"manager": 200, "auditor": 200, "alice": 200, "charlie": 404}
    assert api(charlie).get(URL).json()["count"] == 0


def test_what_may_tell_of_hidden_things_is_for_those_who_see_them(manager: User) -> None:
    """An administrator reads the audit trail, but no restricted incident."""
    admin = factories.user("root", "administrator")
    asked(manager)
    asked(manager, kind="metrics")
    asked(admin, kind="metrics")
    seen = api(admin).get(URL).json()["results"]
    assert sorted((one["kind"], one["requested_by"]) for one in seen) == [
        ("bia", manager.username), ("metrics", "root"),
    ]  # fmt: skip


def test_an_owner_cannot_name_processes_of_others(alice: User) -> None:
    factories.process("theirs", department="warehouse")
    body = {"kind": "bia", "language": "en", "filters": {"processes": ["theirs"]}}
    assert api(alice).post(URL, body).status_code == 400


def test_deleting_is_for_its_owner_and_for_managers(
    manager: User, auditor: User, alice: User
) -> None:
    mine, other = asked(alice), asked(alice)
    assert api(auditor).delete(f"{URL}{mine.code}/").status_code == 403
    assert api(alice).delete(f"{URL}{mine.code}/").status_code == 204
    assert api(manager).delete(f"{URL}{other.code}/").status_code == 204


def test_nobody_gets_nothing() -> None:
    assert api().get(URL).status_code == 401
    assert api().post(URL, {}).status_code == 401


def test_reports_are_not_edited(manager: User) -> None:
    code = asked(manager).code
    assert api(manager).patch(f"{URL}{code}/", {"version": 1}).status_code == 405
    assert api(manager).put(f"{URL}{code}/", {}).status_code == 405


def test_the_list_asks_a_constant_number_of_questions(manager: User) -> None:
    client = api(manager)
    client.get(URL)
    counts = []
    for more in (1, 2):
        for _n in range(more):
            asked(manager)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
