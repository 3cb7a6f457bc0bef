"""Nothing a browser or a client can send breaks an assessment's addresses."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from accounts.models import User
from tests import factories
from tests.bia.assessments import catalogue, draft

pytestmark = pytest.mark.django_db
ODD = ["\0", "１２", "9" * 400, "-1", "1e999", "NaN", "∞", "<b>", "😀" * 600, "0x10", "5万万", "\t"]


@pytest.mark.parametrize("code", ["\0", "a\0b", "%", "..", "x" * 3000, "😀"])
@pytest.mark.parametrize(
    "address", ["/assessments/{}/", "/campaigns/{}/", "/api/v1/assessments/{}/"]
)
def test_odd_codes_are_not_there(manager: User, code: str, address: str) -> None:
    client = factories.login(manager)
    assert client.get(address.format(quote(code, safe=""))).status_code == 404


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_named_or_kept_as_words(alice: User, text: str) -> None:
    catalogue()
    one = draft(factories.process("road-rescue", department="sales", owner=alice), alice)
    client = factories.login(alice)
    values = client.get(f"/assessments/{one.code}/draft/").json()["values"]
    for name in values:
        if name not in ("version", "policy"):
            values[name] = text
    preview = client.post(f"/assessments/{one.code}/preview/", values)
    saved = client.patch(
        f"/assessments/{one.code}/draft/",
        urlencode(values),
        content_type="application/x-www-form-urlencoded",
    )
    posted = client.post(f"/assessments/{one.code}/edit/", values)
    assert preview.status_code == 200
    assert saved.status_code in (200, 400)
    assert posted.status_code in (302, 409, 422)


@pytest.mark.parametrize(
    "query",
    ["?status=none", "?department=\0", "?owner=x", "?ordering=\0", "?limit=-1", "?search=\0"],
)
@pytest.mark.parametrize(
    "address", ["/assessments/", "/reviews/", "/campaigns/", "/api/v1/assessments/",
                "/api/v1/measurements/", "/api/v1/campaigns/", "/campaigns/new/"]
)  # fmt: skip
def test_odd_queries_are_answered(manager: User, address: str, query: str) -> None:
    answer = factories.login(manager).get(address + query.replace("\0", "%00"))
    assert answer.status_code in (200, 400)
