"""Reports: asked for, followed, fetched, and checked by their SHA-256."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from reports.tasks import sweep
from tests import factories
from tests.contract.world import BODIES, build, create, path, problems

REPORTS = path("reports")
NOW: dict[str, Any] = {"kind": "bia", "language": "en", "format": "xlsx"}


@pytest.fixture(autouse=True)
def _approved(as_manager: APIClient, alice: User, catalogue: None) -> None:
    """A register with one approved assessment."""
    build(as_manager, "processes")
    as_owner = factories.api(alice)
    code = create(as_owner, "assessments")["code"]
    for client, noun in ((as_owner, "submission"), (as_manager, "approval")):
        assert client.post(f"{path('assessments', code)}{noun}/", {}).status_code == 200


def content(response: Any) -> bytes:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)
    return bytes(response.content)


def test_a_report_is_accepted_and_waits(as_manager: APIClient) -> None:
    response = as_manager.post(REPORTS, NOW)
    answer = response.json()
    assert response.status_code == 202
    assert (answer["state"], answer["progress"], answer["sha256"] or None) == ("queued", 0, None)
    assert response["Location"] == answer["url"]
    assert as_manager.get(answer["url"]).json() == answer


def test_a_report_that_waits_has_no_file_yet(as_manager: APIClient) -> None:
    url = as_manager.post(REPORTS, NOW).json()["url"]
    response = as_manager.get(f"{url}file/")
    assert response.status_code in (404, 409)
    assert problems(response)


def test_a_finished_report_is_fetched_and_matches_its_digest(as_manager: APIClient) -> None:
    url = as_manager.post(REPORTS, NOW).json()["url"]
    sweep()
    answer = as_manager.get(url).json()
    file = as_manager.get(f"{url}file/")
    body = content(file)
    assert (answer["state"], answer["progress"]) == ("done", 100), answer
    assert answer["sha256"] == hashlib.sha256(body).hexdigest()
    assert answer["size_bytes"] == len(body)
    assert "attachment" in file["Content-Disposition"]
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_pdf_report_is_a_pdf(as_manager: APIClient, language: str) -> None:
    url = as_manager.post(REPORTS, NOW | {"format": "pdf", "language": language}).json()["url"]
    sweep()
    file = as_manager.get(f"{url}file/")
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert content(file).startswith(b"%PDF-")


def test_a_file_is_not_everybodys(as_manager: APIClient, charlie: User, auditor: User) -> None:
    url = as_manager.post(REPORTS, NOW).json()["url"]
    sweep()
    statuses = [factories.api(one).get(f"{url}file/").status_code for one in (charlie, auditor)]
    assert statuses == [404, 200]
    assert APIClient().get(f"{url}file/").status_code == 401


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", "novel"),
        ("kind", None),
        ("kind", ["bia"]),
        ("format", "exe"),
        ("language", "tlh"),
        ("language", "\x00"),
        ("as_of", "2999-01-01T00:00:00Z"),
        ("as_of", "today"),
        ("filters", "all"),
        ("filters", [1]),
    ],
)
def test_what_no_report_knows_is_refused(as_manager: APIClient, field: str, wrong: Any) -> None:
    response = as_manager.post(REPORTS, NOW | {field: wrong})
    assert response.status_code == 400
    assert [str(attr).split(".")[0] for _code, attr in problems(response)] == [field]


@pytest.mark.parametrize(
    "filters", [{"colour": "red"}, {"department": "no"}, {"processes": ["no"]}, {"critical": 1}]
)
def test_what_no_filter_knows_is_refused(as_manager: APIClient, filters: dict[str, Any]) -> None:
    response = as_manager.post(REPORTS, NOW | {"filters": filters})
    assert response.status_code == 400
    assert all(attr.startswith("filters") for _code, attr in problems(response) if attr)


def test_kind_and_language_are_needed_and_the_rest_is_not(as_manager: APIClient) -> None:
    response = as_manager.post(REPORTS, {})
    assert response.status_code == 400
    assert ("required", "kind") in problems(response)
    assert as_manager.post(REPORTS, {"kind": "bia", "language": "en"}).json()["format"] == "pdf"


def test_a_report_as_of_before_anything_was_approved_is_built_all_the_same(
    as_manager: APIClient,
) -> None:
    body = BODIES["reports"] | {"as_of": "2020-01-01T00:00:00Z", "filters": {}}
    url = as_manager.post(REPORTS, body).json()["url"]
    sweep()
    assert as_manager.get(url).json()["state"] == "done"
