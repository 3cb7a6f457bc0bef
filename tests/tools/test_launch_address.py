"""PORT and HOST: one clear line for what cannot work."""

from __future__ import annotations

import socket

import pytest

from tools.launch import address
from tools.launch.address import Address
from tools.launch.say import Stop


def test_default_address() -> None:
    assert address.from_environment({}) == Address("127.0.0.1", 8000)


def test_address_from_environment() -> None:
    assert address.from_environment({"PORT": "8765", "HOST": "0.0.0.0"}).url == (
        "http://localhost:8765/"
    )


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 ", "٨٠"])
def test_impossible_port_gets_one_line(port: str) -> None:
    with pytest.raises(Stop) as stop:
        address.from_environment({"PORT": port})
    assert stop.value.code == f"PORT={port} is no port: choose a number from 1 to 65535."


def test_port_in_use_gets_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop) as stop:
            address.ensure_free(Address("127.0.0.1", port))
    other_port = port + 1 if port < 65535 else 8000
    assert stop.value.code == (
        f"Port {port} is in use: end the program that uses it, or choose another, "
        f"for example make run PORT={other_port}"
    )


def test_free_port_passes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address.ensure_free(Address("127.0.0.1", port))


def test_host_that_is_not_ours_gets_one_line() -> None:
    with pytest.raises(Stop) as stop:
        address.ensure_free(Address("no.such.host.invalid", 8000))
    assert stop.value.code == "HOST=no.such.host.invalid is no address of this machine."
