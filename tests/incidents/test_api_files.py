"""Files of timeline entries over the API: told by their content, downloaded, never shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from incidents.domain.attachments import MOST_BYTES
from incidents.models import Incident
from tests import factories
from tests.incidents import world

pytestmark = pytest.mark.django_db

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture
def row(db: None) -> Incident:
    return world.declared()


@pytest.fixture
def carl(row: Incident) -> APIClient:
    return factories.api(world.the("carl"))


def send(client: APIClient, row: Incident, content: bytes, **more: Any) -> Any:
    key = more.pop("key", None)
    file = SimpleUploadedFile("screen.png", content)
    return client.post(
        f"/api/v1/incidents/{row.number}/events/",
        {"attachments": file, **more},
        format="multipart",
        headers={"Idempotency-Key": key} if key else None,
    )


def test_a_picture_comes_back_as_a_download(carl: APIClient, row: Incident) -> None:
    answer = send(carl, row, PICTURE, text="The screen")
    assert answer.status_code == 201, answer.content
    told = answer.json()["attachments"][0]
    assert (told["content_type"], told["size_bytes"]) == ("image/png", len(PICTURE))
    got = carl.get(told["url"])
    assert got.content == PICTURE
    assert got["Content-Disposition"].startswith("attachment;")
    assert (got["X-Content-Type-Options"], got["Cache-Control"]) == ("nosniff", "private, no-store")


def test_a_file_needs_no_words(carl: APIClient, row: Incident) -> None:
    assert send(carl, row, PICTURE).json()["type"] == "attachment"


def test_what_is_not_allowed_or_too_large_is_refused(carl: APIClient, row: Incident) -> None:
    assert send(carl, row, b"<html>").json()["errors"][0]["code"] == "not_allowed"
    assert send(carl, row, b"a" * (MOST_BYTES + 1)).status_code == 413
    wrong = {"screen": SimpleUploadedFile("x.png", PICTURE)}
    answer = carl.post(f"/api/v1/incidents/{row.number}/events/", wrong, format="multipart")
    assert answer.json()["errors"][0]["attr"] == "screen"


def test_another_file_under_the_same_key_is_told_apart(carl: APIClient, row: Incident) -> None:
    first = send(carl, row, PICTURE, text="x", key="one")
    again = send(carl, row, PICTURE, text="x", key="one")
    assert again.json()["seq"] == first.json()["seq"]
    assert send(carl, row, PICTURE + b"y", text="x", key="one").status_code == 409


def test_who_may_not_read_the_entry_finds_no_file(carl: APIClient, row: Incident) -> None:
    url = send(carl, row, PICTURE, visibility="command").json()["attachments"][0]["url"]
    assert carl.get(url).status_code == 200
    assert factories.api(factories.user("reader", "auditor")).get(url).status_code == 404
