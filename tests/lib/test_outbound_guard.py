"""The check at the moment of connecting, against real servers on loopback."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
import urllib3

from lib.outbound import ANY_PUBLIC, Forbidden, Policy, check_url, guarded
from tests.servers import HttpRecorder, http_server

LOOPBACK = Policy(internal=("127.0.0.1",))


@pytest.fixture
def server() -> Iterator[HttpRecorder]:
    with http_server() as one:
        yield one


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A name server of the test's own: name → addresses (one answer each time, the last stays)."""
    table: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host not in table:
            return real(host, port, *args, **options)
        answers = table[host]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [one for text in answer.split() for one in real(text, port, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return table


def test_an_allowed_address_is_reached(server: HttpRecorder) -> None:
    with guarded(LOOPBACK) as guard:
        assert requests.get(server.url, timeout=5).status_code == 200
    assert guard.refused is None


def test_another_is_refused_before_a_byte_is_sent(server: HttpRecorder) -> None:
    with guarded(ANY_PUBLIC) as guard, pytest.raises(Forbidden) as caught:
        requests.get(server.url, timeout=5)
    assert caught.value.code == "address_not_allowed"
    assert guard.refused is caught.value
    assert server.received == []


def test_a_public_name_that_leads_inside_is_refused(
    server: HttpRecorder, names: dict[str, list[str]]
) -> None:
    names["hooks.example.org"] = ["127.0.0.1"]
    url = f"http://hooks.example.org:{server.port}/hook"
    check_url(url, ANY_PUBLIC)  # no name server is asked when it is entered
    with guarded(ANY_PUBLIC), pytest.raises(Forbidden, match="127"):
        requests.get(url, timeout=5)
    assert server.received == []


def test_a_name_that_changes_its_answer_is_connected_where_it_was_checked(
    server: HttpRecorder, names: dict[str, list[str]]
) -> None:
    """DNS rebinding: allowed when asked first, the metadata service when asked again."""
    names["hooks.example.org"] = ["127.0.0.1", "169.254.169.254"]
    policy = Policy(hosts=("*",), internal=("127.0.0.1",))
    with guarded(policy):
        response = requests.get(f"http://hooks.example.org:{server.port}/hook", timeout=5)
    assert response.status_code == 200
    assert names["hooks.example.org"] == ["169.254.169.254"]  # asked once


def test_of_several_addresses_only_the_allowed_are_tried(
    server: HttpRecorder, names: dict[str, list[str]]
) -> None:
    names["hooks.example.org"] = ["169.254.169.254 127.0.0.1 10.0.0.1"]
    with guarded(Policy(hosts=("*",), internal=("127.0.0.1",))):
        url = f"http://hooks.example.org:{server.port}/hook"
        assert requests.get(url, timeout=2).status_code == 200


def test_a_name_allowed_inside_never_means_the_metadata_service(
    names: dict[str, list[str]],
) -> None:
    names["chat.corp"] = ["169.254.169.254"]
    with guarded(Policy(internal=("chat.corp",))), pytest.raises(Forbidden) as caught:
        requests.get("http://chat.corp/", timeout=2)
    assert caught.value.code == "address_not_allowed"


def test_a_redirect_to_a_forbidden_host_is_refused(
    server: HttpRecorder, names: dict[str, list[str]]
) -> None:
    with http_server() as inside:
        names["hooks.example.org"] = ["127.0.0.1"]
        names["inside.example.net"] = ["127.0.0.1"]
        server.answer = "redirect"
        server.location = f"http://inside.example.net:{inside.port}/secret"
        policy = Policy(hosts=("hooks.example.org",), internal=("127.0.0.1",))
        with guarded(policy), pytest.raises(Forbidden) as caught:
            requests.get(f"http://hooks.example.org:{server.port}/hook", timeout=5)
        assert caught.value.code == "host_not_allowed"
        assert len(server.received) == 1
        assert inside.received == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "[::1]"])
def test_a_redirect_in_disguise_is_refused(
    server: HttpRecorder, names: dict[str, list[str]], host: str
) -> None:
    names["hooks.example.org"] = ["127.0.0.1"]
    server.answer = "redirect"
    server.location = f"http://{host}:{server.port}/secret"
    policy = Policy(internal=("hooks.example.org",))
    with guarded(policy), pytest.raises(Forbidden):
        requests.get(f"http://hooks.example.org:{server.port}/hook", timeout=5)
    assert len(server.received) == 1


def test_other_ways_to_connect_are_stopped(server: HttpRecorder) -> None:
    """A library with sockets of its own fails; it does not slip through."""
    with guarded(LOOPBACK) as guard:
        with pytest.raises(Forbidden):
            http.client.HTTPConnection("127.0.0.1", server.port, timeout=2).request("GET", "/")
        with pytest.raises(Forbidden):
            socket.create_connection(("127.0.0.1", server.port), timeout=2)
        with socket.socket(type=socket.SOCK_DGRAM) as datagrams, pytest.raises(Forbidden):
            datagrams.sendto(b"x", ("127.0.0.1", server.port))
        assert guard.refused is not None
        assert guard.refused.code == "connection_not_checked"
    assert server.received == []


def test_a_library_that_swallows_the_refusal_does_not_hide_it(server: HttpRecorder) -> None:
    with guarded(ANY_PUBLIC) as guard:
        try:
            requests.get(server.url, timeout=2)
        except Exception:
            swallowed = True
    assert swallowed
    assert guard.refused is not None
    assert guard.refused.code == "address_not_allowed"


def test_a_proxy_of_the_environment_is_not_used(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with guarded(LOOPBACK):
            requests.get(server.url, timeout=5)
        assert (len(server.received), len(proxy.received)) == (1, 0)


def test_an_explicit_proxy_is_refused(server: HttpRecorder) -> None:
    proxies = {"http": server.url}
    with guarded(Policy(hosts=("*",), internal=("127.0.0.1",))), pytest.raises(Forbidden) as caught:
        requests.get("http://example.org/", proxies=proxies, timeout=2)
    assert caught.value.code == "proxy_not_allowed"


def test_outside_the_guard_nothing_changes(server: HttpRecorder) -> None:
    with guarded(ANY_PUBLIC):
        pass
    assert requests.get(server.url, timeout=5).status_code == 200
    assert urllib3.request("GET", server.url, timeout=5, retries=False).status == 200
    socket.create_connection(("127.0.0.1", server.port), timeout=2).close()


def test_a_port_nobody_listens_on_is_an_ordinary_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with guarded(LOOPBACK) as guard, pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/", timeout=2)
    assert guard.refused is None


def test_an_unknown_name_is_an_ordinary_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with guarded(ANY_PUBLIC), pytest.raises(requests.ConnectionError):
        requests.get("http://nowhere.example.org/", timeout=2)


def test_after_its_deadline_a_connection_is_cut(server: HttpRecorder) -> None:
    server.answer = "endless"
    with (
        guarded(LOOPBACK, whole_s=0.3) as guard,
        requests.get(server.url, timeout=5, stream=True) as response,
    ):
        with suppress(requests.RequestException):
            for _chunk in response.iter_content(65536):
                pass
        assert guard.is_late


def test_what_ends_in_time_is_not_late(server: HttpRecorder) -> None:
    with guarded(LOOPBACK, whole_s=5) as guard:
        assert requests.get(server.url, timeout=5).text == "thank you"
    guard.cut()
    assert not guard.is_late
