"""Which network addresses are somebody else's: public, and no disguise of one that is not."""

from __future__ import annotations

import re
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA hands out global addresses from here only.
_GLOBAL_UNICAST = IPv6Network("2000::/3")

# Special although Python 3.11 calls some of them global (IANA special-purpose registries).
_SPECIAL: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598; a cloud's metadata at 100.100.100.200
        "168.63.129.16/32",  # a cloud's internal services behind a public address
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # IETF protocol assignments, Teredo among them: an IPv4 address inside
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)
# Never meant by a name, only by an entry that states the address or the network itself.
_METADATA: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "169.254.0.0/16",
        "fe80::/10",
        "168.63.129.16/32",
        "100.100.100.200/32",
        "fd00:ec2::254/128",
    )
)
_LOOKS_LIKE_A_NUMBER = re.compile(r"^(0x[0-9a-f]*|[0-9]+)$")


def literal(host: str) -> Address | None:
    """The address that `host` (lower case, without brackets) spells out, None for a name.

    Raises ValueError for numbers in other spellings (decimal, hexadecimal, octal, shortened):
    programs read those differently, and nobody needs them.
    """
    if ":" in host:
        return unwrapped(ip_address(host))
    if not _LOOKS_LIKE_A_NUMBER.match(host.rpartition(".")[2]):
        return None
    return ip_address(host)


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped IPv6 address: what the system connects to."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: Address) -> bool:
    """False for private, loopback, link-local, shared, multicast, reserved and translated ones."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False  # NAT64 (64:ff9b::/96), IPv4-compatible, site-local, unique local …
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _SPECIAL if network.version == address.version)


def is_metadata(address: Address) -> bool:
    """Link-local and the addresses where clouds hand out their keys."""
    return any(address in network for network in _METADATA if network.version == address.version)


def is_unicast(address: Address) -> bool:
    """An address one machine can have."""
    return not (address.is_multicast or address.is_unspecified or int(address) == 0xFFFFFFFF)
