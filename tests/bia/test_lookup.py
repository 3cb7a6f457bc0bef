"""What is offered while somebody types the code of a row."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from bia.forms import lookup
from tests import factories


def options(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'<option value="([^"]+)">', answer.content.decode())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("process/?of=p&p=res", ["fire-rescue", "road-rescue"]),
        ("process/?of=p&p=rescue+ROAD", ["road-rescue"]),
        ("process/?of=p", ["billing", "fire-rescue", "road-rescue"]),
        ("process/", ["billing", "fire-rescue", "road-rescue"]),
        ("system/?of=s&s=res", ["rescue-app"]),
        (
            "node/?of=n&n=rescue",
            ["process:fire-rescue", "process:road-rescue", "system:rescue-app"],
        ),
        ("node/?of=n&n=system:rescue-a", ["system:rescue-app"]),
    ],
)
def test_a_part_of_code_or_name_finds_rows(query: str, found: list[str], manager: User) -> None:
    for code in ("road-rescue", "fire-rescue", "billing"):
        factories.process(code)
    factories.system("rescue-app")
    assert options(factories.login(manager), f"/lookup/{query}") == found


def test_only_what_may_be_seen_is_offered(alice: User, charlie: User) -> None:
    factories.process("hers", department="sales")
    assert options(factories.login(alice), "/lookup/process/") == ["hers"]
    assert factories.login(charlie).get("/lookup/process/").status_code in (200, 403)
    assert "hers" not in factories.login(charlie).get("/lookup/process/").content.decode()


def test_an_unknown_kind_is_not_there(manager: User) -> None:
    assert factories.login(manager).get("/lookup/users/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/assessments/new/", "/processes/new/", "/dependencies/new/", "/map/", "/reviews/"],
)
def test_no_page_grows_with_the_register(
    address: str, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("bia.forms.choices", "bia.forms.map", "bia.views.map"):
        monkeypatch.setattr(f"{module}.FEW", 2)
    assert lookup.FEW == 300
    for number in range(3):
        factories.process(f"needle-{number}", owner=f"owner-{number}")
    content = factories.login(manager).get(address).content.decode()
    assert '<option value="needle-1"' not in content
    assert '<option value="owner-1"' not in content
    assert "/lookup/" in content
