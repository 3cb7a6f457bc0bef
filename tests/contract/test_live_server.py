"""Over a real socket, with a token the command line printed."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories


def ask(url: str, token: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as got:
            return got.status, json.load(got)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.django_db(transaction=True)
def test_a_token_of_the_command_line_opens_a_running_server(live_server: Any) -> None:
    factories.user("manager", "continuity_manager")
    printed = io.StringIO()
    call_command("create_token", "manager", stdout=printed)
    token = printed.getvalue().strip()
    sites = f"{live_server.url}/api/v1/sites/"

    status, created = ask(sites, token, {"code": "dc-a", "name": "Data centre A"})
    assert (status, created["url"]) == (201, f"{sites}dc-a/")
    assert ask(created["url"], token) == (200, created)
    status, refusal = ask(sites, "0" * 64)
    assert (status, refusal["errors"][0]["code"]) == (401, "authentication_failed")
