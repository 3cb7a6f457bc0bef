"""Every refusal has one shape and speaks the caller's language; nothing answers 500."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import User
from tests import factories
from tests.contract.world import BODIES, GIVEN, create, path, problems

Made = dict[str, dict[str, Any]]

SITES = path("sites")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def raw(client: APIClient, body: bytes | str, content_type: str = "application/json") -> Any:
    return client.generic("POST", SITES, body, content_type)


def test_a_missing_field_is_400_at_the_field(as_manager: APIClient) -> None:
    response = as_manager.post(SITES, {})
    assert response.status_code == 400
    assert response.json()["type"] == "validation_error"
    assert problems(response) == [("required", "code"), ("required", "name")]


@pytest.mark.parametrize(
    "body", [b"{", b"", b"\xff\xfe", b"nope", b"{'a': 1}", b'{"a": NaN}', b"[" * 100_000]
)
def test_what_is_no_json_is_400(as_manager: APIClient, body: bytes) -> None:
    response = raw(as_manager, body)
    assert response.status_code == 400
    assert problems(response)


@pytest.mark.parametrize("body", ["[]", "null", "1", '"a"', "true", "[{}]"])
def test_what_is_no_object_is_400(as_manager: APIClient, made: Made, body: str) -> None:
    for resource in BODIES:
        place = path(resource)
        response = as_manager.generic("POST", place, body, "application/json")
        assert response.status_code == 400, resource
        assert problems(response)
    response = as_manager.generic("PATCH", path("sites", "dc-a"), body, "application/json")
    assert response.status_code == 400


def test_nobody_is_401(db: None) -> None:
    response = APIClient().post(SITES, {})
    assert (response.status_code, problems(response)) == (401, [("not_authenticated", None)])


def test_may_see_but_not_do_is_403(as_auditor: APIClient) -> None:
    response = as_auditor.post(SITES, {"code": "x", "name": "X"})
    assert (response.status_code, problems(response)) == (403, [("permission_denied", None)])


@pytest.mark.parametrize(
    "code", ["nothing", "%00", "a%00b", "%2F", "%F0%9F%98%80", "x" * 3000, "1"]
)
@pytest.mark.parametrize("resource", [*BODIES, *GIVEN])
def test_what_is_not_there_is_404(
    as_manager: APIClient, db: None, resource: str, code: str
) -> None:
    response = as_manager.get(f"{path(resource)}{code}/")
    assert response.status_code == 404
    if response["Content-Type"] == "application/json":
        assert [attr for _, attr in problems(response)] == [None]


def test_an_address_nobody_knows_is_404(as_manager: APIClient) -> None:
    assert as_manager.get(path("unheard-of")).status_code == 404


def test_a_method_that_is_not_offered_is_405(as_manager: APIClient) -> None:
    response = as_manager.delete(SITES)
    assert (response.status_code, problems(response)) == (405, [("method_not_allowed", None)])


def test_a_conflict_is_409(as_manager: APIClient, db: None) -> None:
    create(as_manager, "suppliers")
    body = {"name": "Other", "version": 99}
    response = as_manager.patch(path("suppliers", "carrier"), body)
    assert (response.status_code, problems(response)) == (409, [("stale_version", "version")])


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large_is_413(as_manager: APIClient) -> None:
    response = raw(as_manager, json.dumps({"code": "x", "name": "x" * 2000}))
    assert response.status_code == 413
    assert problems(response)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])  # fmt: skip  # noqa: E501
def test_anything_but_json_is_415(as_manager: APIClient, content_type: str) -> None:
    response = raw(as_manager, "code=x", content_type)
    assert (response.status_code, problems(response)) == (415, [("unsupported_media_type", None)])


def test_too_many_requests_are_429_with_the_time_to_wait(
    as_manager: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    statuses = [as_manager.get(SITES).status_code for _ in range(3)]
    response = as_manager.get(SITES)
    assert statuses == [200, 200, 429]
    assert problems(response) == [("throttled", None)]
    assert 1 <= int(response["Retry-After"]) <= 60


@pytest.mark.parametrize("accepted", ["zh-hans", "zh-CN", "zh-Hans-CN,zh;q=0.9,en;q=0.8", "zh"])
def test_a_refusal_speaks_the_callers_language(manager: User, accepted: str) -> None:
    response = factories.api(manager, language=accepted).post(SITES, {})
    assert response["Content-Language"] == "zh-hans"
    for error in response.json()["errors"]:
        assert CHINESE.search(error["detail"]), error


def test_without_a_language_the_users_own_answers(db: None) -> None:
    client = factories.api(factories.user("wang", "continuity_manager", language="zh-hans"))
    for error in client.post(SITES, {}).json()["errors"]:
        assert CHINESE.search(error["detail"]), error


def test_every_kind_of_refusal_is_translated(manager: User, auditor: User, made: Made) -> None:
    client = factories.api(manager, language="zh-hans")
    version = made["sites"]["version"]
    answers = [
        APIClient(HTTP_ACCEPT_LANGUAGE="zh-hans").get(SITES),
        factories.api(auditor, language="zh-hans").post(SITES, {}),
        client.get(path("sites", "nothing")),
        client.put(path("sites", "dc-a"), {}),
        raw(client, "x", "text/plain"),
        client.post(SITES, {"code": "x", "name": "X", "nmae": "X"}),
        client.post(SITES, {"code": "a b", "name": "X"}),
        client.post(path("measurements"), BODIES["measurements"] | {"at": "2026-01-01T00:00:00"}),
        client.post(path("systems"), {"code": "x", "name": "X", "site": "nothing"}),
        client.patch(path("sites", "dc-a"), {"name": "X"}),
        client.patch(path("sites", "dc-a"), {"name": "X", "version": version + 1}),
        client.delete(path("sites", "dc-a")),
        client.get(SITES, {"limit": "x"}),
    ]
    assert [one.status_code for one in answers] == [
        401, 403, 404, 405, 415, 400, 400, 400, 400, 400, 409, 409, 400
    ]  # fmt: skip
    english = [
        error["detail"]
        for one in answers
        for error in one.json()["errors"]
        if not CHINESE.search(error["detail"])
    ]
    assert english == []


@pytest.mark.parametrize("accepted", ["xx", "", "*", "en-GB", "zh-hans;q=abc", "x" * 5000])
def test_an_odd_language_is_answered_all_the_same(as_manager: APIClient, accepted: str) -> None:
    response = as_manager.post(SITES, {}, headers={"accept-language": accepted})
    assert response.status_code == 400
