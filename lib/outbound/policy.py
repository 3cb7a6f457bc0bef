"""Where requests may go, and whether a URL keeps to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from lib.outbound.addresses import (
    Address,
    Network,
    is_metadata,
    is_public,
    is_unicast,
    literal,
    unwrapped,
)
from lib.outbound.hosts import (
    Forbidden,
    is_house_name,
    is_named,
    network_of,
    normal_entry,
    normal_host,
    parted,
)

SCHEMES = ("http", "https")
_NEVER_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]|\s")


@dataclass(frozen=True)
class Policy:
    """`hosts` may be named: "*" any public one, "example.org" itself, ".example.org" with all
    below it. `internal` are hosts, addresses and networks inside the house that may be reached
    although they are not public; naming one there allows it, `hosts` need not repeat it.
    Entries that say nothing (`check_entry`) allow nothing.
    """

    hosts: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    _networks: tuple[Network, ...] = field(init=False, repr=False, compare=False)
    _inside: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _outside: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        networks, names = parted(self.internal)
        object.__setattr__(self, "_networks", networks)
        object.__setattr__(self, "_inside", names)
        hosts = (entry if entry == "*" else normal_entry(entry) for entry in self.hosts)
        object.__setattr__(self, "_outside", tuple(one for one in hosts if one))

    def check_host(self, host: str) -> None:
        """`host` as it stands in a URL. Raises Forbidden."""
        name = normal_host(host)
        try:
            address = literal(name)
        except ValueError:
            raise Forbidden("host_invalid", host) from None
        if address is not None:
            if not self._reaches(address):
                self.check_address(name, address)
                if not ("*" in self._outside or is_named(name, self._outside)):
                    raise Forbidden("host_not_allowed", host)
        elif not self._may_be_named(name):
            raise Forbidden("host_not_allowed", host)

    def check_address(self, host: str, address: Address) -> None:
        """An address that `host` leads to. Raises Forbidden unless public or allowed inside."""
        address = unwrapped(address)
        if self._reaches(address) or is_public(address):
            return
        by_name = is_named(normal_host(host), self._inside)
        if not by_name or is_metadata(address) or not is_unicast(address):
            raise Forbidden("address_not_allowed", str(address))

    def _may_be_named(self, name: str) -> bool:
        if is_named(name, self._inside) or is_named(name, self._outside):
            return True
        return "*" in self._outside and not is_house_name(name)

    def _reaches(self, address: Address) -> bool:
        return any(
            address in network for network in self._networks if network.version == address.version
        )


# Whoever fixed the host themselves needs only this: it is public, whatever its name answers.
ANY_PUBLIC = Policy(hosts=("*",))


def check_url(url: str, policy: Policy) -> None:
    """Raises Forbidden when a request to `url` may not be made; asks no name server."""
    if _NEVER_IN_A_URL.search(url):
        raise Forbidden("url_invalid")
    try:
        parsed, other = parse_url(url), urlsplit(url)
        port, other_host = other.port, other.hostname or ""
    except (LocationParseError, ValueError):
        raise Forbidden("url_invalid") from None
    if not parsed.scheme or ":" not in url:
        raise Forbidden("url_invalid")
    if parsed.scheme not in SCHEMES:
        raise Forbidden("scheme_not_allowed", parsed.scheme)
    if parsed.auth is not None or "@" in other.netloc:
        raise Forbidden("credentials_in_url")
    if not parsed.host:
        raise Forbidden("host_missing")
    # Two readers of URLs that differ about the host are how such checks are passed.
    if normal_host(parsed.host) != normal_host(other_host) or parsed.port != port or port == 0:
        raise Forbidden("url_invalid")
    policy.check_host(parsed.host)


def check_entry(entry: str) -> None:
    """Whether `entry` may stand in Policy.hosts or .internal. Raises Forbidden."""
    if entry == "*" or network_of(entry) is not None:
        return
    name = normal_host(entry.removeprefix("."))
    try:
        literal(name)
    except ValueError:
        raise Forbidden("host_invalid", entry) from None
