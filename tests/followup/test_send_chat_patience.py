"""A chat service that answers slowly, or never ends, holds up no worker (NTF-2)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from followup.services import adapters
from followup.services.adapters import NotDelivered, send_chat
from followup.services.readers import House, reader_of
from tests.followup.outbox_world import allow, channel, person
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Iterator[HttpRecorder]:
    with http_server() as server:
        allow("json", internal=("127.0.0.1",))
        yield server


def test_a_service_that_holds_the_line_is_cut_off(
    chat: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever patience its URL asks for."""
    monkeypatch.setattr(adapters, "WHOLE_S", 0.5)
    chat.answer = "slow"
    to = channel("slow", f"json://127.0.0.1:{chat.port}/?rto=600&cto=600")
    house = House.now()
    started = time.monotonic()
    reader = reader_of(person("alice"), None, house)
    with pytest.raises(NotDelivered) as caught:
        send_chat(to, reader, subject="Trial", body="Trial", house=house.settings)
    assert (caught.value.reason, caught.value.final) == ("chat_failed", False)
    assert time.monotonic() - started < 8


def test_no_url_asks_for_more_patience_than_there_is() -> None:
    plugin = adapters._plugin("json://hooks.example.org/?rto=600&cto=600")
    assert (plugin.socket_connect_timeout, plugin.socket_read_timeout) == (5.0, 15.0)
