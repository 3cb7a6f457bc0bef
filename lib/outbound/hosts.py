"""Host names as people type them, brought into one form; and the words for a refusal."""

from __future__ import annotations

import re
from ipaddress import ip_network

import idna

from lib.outbound.addresses import Network, literal

_NAME = re.compile(r"^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_-]{1,63})*$")
# Names that only mean something inside a house (RFC 6761, 6762, 8375, ICANN's .internal).
_HOUSE = (
    *("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa"),
    *("localdomain", "private", "onion", "invalid", "test"),
)

# Code → the English words; callers may have their own for the code.
WORDS = {
    "url_invalid": "This is not a complete URL.",
    "scheme_not_allowed": "Only http and https are allowed.",
    "credentials_in_url": "A URL must not carry a user name or password.",
    "host_missing": "The URL names no host.",
    "host_invalid": "This is no valid host name or address.",
    "host_not_allowed": "This host is not among the allowed ones.",
    "address_not_allowed": "This address is not public and not among the allowed internal ones.",
    "proxy_not_allowed": "Requests go out directly, never through a proxy.",
    "connection_not_checked": "A connection was tried past the check of its address.",
}


class Forbidden(Exception):
    """A request that must not be made: a stable `code`, words, and what it was about."""

    def __init__(self, code: str, about: str = ""):
        self.code = code
        self.about = about
        self.message = WORDS[code]
        super().__init__(f"{self.message} ({about})" if about else self.message)


def normal_host(host: str) -> str:
    """Lower case, ASCII, without brackets and the dot at the end. Raises Forbidden."""
    name = host.strip("[]") if host.startswith("[") and host.endswith("]") else host
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise Forbidden("host_invalid", host) from None
    name = name.lower().removesuffix(".")
    if ":" in name:
        try:
            return str(literal(name))
        except ValueError:
            raise Forbidden("host_invalid", host) from None
    if not _NAME.match(name):
        raise Forbidden("host_invalid" if name else "host_missing", host)
    return name


def parted(entries: tuple[str, ...]) -> tuple[tuple[Network, ...], tuple[str, ...]]:
    """Networks (a single address is one), and names."""
    networks, names = [], []
    for entry in entries:
        network = network_of(entry)
        if network is not None:
            networks.append(network)
        elif name := normal_entry(entry):
            names.append(name)
    return tuple(networks), tuple(names)


def network_of(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip().strip("[]"), strict=False)
    except ValueError:
        return None


def normal_entry(entry: str) -> str:
    """ "example.org" or ".example.org" as `normal_host` writes it; "" when it is neither."""
    text = entry.strip()
    try:
        name = normal_host(text.removeprefix("."))
    except Forbidden:
        return ""
    return f".{name}" if text.startswith(".") else name


def is_named(name: str, entries: tuple[str, ...]) -> bool:
    """Whether an entry other than "*" names it."""
    return any(
        name == entry or (entry.startswith(".") and (name.endswith(entry) or name == entry[1:]))
        for entry in entries
    )


def is_house_name(name: str) -> bool:
    return "." not in name or any(name == one or name.endswith(f".{one}") for one in _HOUSE)
