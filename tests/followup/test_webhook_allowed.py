"""Where a delivery goes: nowhere that is not allowed, whatever a name or an answer says."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from followup.models import FollowupSettings
from tests.followup.webhook_world import (
    NOON,
    endpoint,
    event,
    only,
    send,
)
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db


def test_a_redirect_is_not_followed(server: HttpRecorder) -> None:
    with http_server() as elsewhere:
        server.answer, server.location = "redirect", elsewhere.url
        endpoint(server.url)
        event()
        send(NOON)
        assert (len(server.received), elsewhere.received) == (1, [])
    row = only()
    assert (row.state, row.status_code, row.error) == ("pending", 307, "redirect")


def test_what_is_no_longer_allowed_is_not_called(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    FollowupSettings.objects.update(allowed_internal=[])
    send(NOON)
    assert server.received == []
    assert (only().state, only().error) == ("pending", "address_not_allowed: 127.0.0.1")


def test_a_public_name_that_leads_inside_is_not_called(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        return real("127.0.0.1" if host == "hooks.example.org" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    FollowupSettings.objects.update(allowed_internal=[])
    endpoint(f"http://hooks.example.org:{server.port}/in")
    event()
    send(NOON)
    assert server.received == []
    assert only().error == "address_not_allowed: 127.0.0.1"


def test_a_proxy_of_the_environment_is_not_used(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        endpoint(server.url)
        event()
        send(NOON)
        assert (len(server.received), proxy.received) == (1, [])
