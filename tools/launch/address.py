"""The address the platform is reached at: HOST and PORT."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

from tools.launch.say import Stop


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        shown = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host
        return f"http://{shown}:{self.port}/"


def from_environment(environment: Mapping[str, str]) -> Address:
    """HOST (default 127.0.0.1) and PORT (default 8000). Raises Stop for an impossible port."""
    raw = environment.get("PORT") or "8000"
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise Stop(f"PORT={raw} is no port: choose a number from 1 to 65535.")
    return Address(environment.get("HOST") or "127.0.0.1", int(raw))


def ensure_free(address: Address) -> None:
    """Raise Stop if the port is taken or may not be opened."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            raise Stop(
                f"Port {address.port} may be opened by root only: choose one above 1023, "
                "for example make run PORT=8000"
            ) from None
        except OSError as error:
            if isinstance(error, socket.gaierror):
                raise Stop(f"HOST={address.host} is no address of this machine.") from None
            other = address.port + 1 if address.port < 65535 else 8000
            raise Stop(
                f"Port {address.port} is in use: end the program that uses it, or choose another, "
                f"for example make run PORT={other}"
            ) from None
