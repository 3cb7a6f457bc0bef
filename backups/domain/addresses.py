"""Addresses of locations: which kinds there are, and whether the administrator allows the place.

`file:///mnt/nas` (or the path alone), `s3://bucket/prefix`, `sftp://user@host:22/path`. Secrets
never stand in an address; an S3 server other than Amazon's is named by the query `endpoint` or
the credential `endpoint_url`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from lib.outbound.hosts import Forbidden, is_named, normal_host

AMAZON = "s3.amazonaws.com"
REMOTE = {"s3": 443, "sftp": 22}


class BadAddress(ValueError):  # a refusal, told at the field
    """`code`: address_invalid, address_scheme, address_secret, address_not_absolute,
    address_outside, address_host; `about` is what the sentence names."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Address:
    """`path` of a local folder, or `host` and `port` of a server."""

    scheme: str
    path: str = ""
    host: str = ""
    port: int = 0


def check(
    url: str, credentials: Mapping[str, str], *, roots: Sequence[Path], hosts: Sequence[str]
) -> Address:
    """Raises BadAddress. Links are resolved as they lie today; opening checks again."""
    address = read(url, credentials)
    if address.scheme == "file":
        place = Path(address.path).resolve()
        if not any(place.is_relative_to(root.resolve()) for root in roots):
            raise BadAddress("address_outside", ", ".join(map(str, roots)) or "–")
    elif not _allowed(address, hosts):
        raise BadAddress("address_host", f"{address.host}:{address.port}")
    return address


def read(url: str, credentials: Mapping[str, str]) -> Address:
    """What an address names. Raises BadAddress."""
    if any(ord(one) < 0x20 or one == "\x7f" for one in url) or not url.strip():
        raise BadAddress("address_invalid")
    try:
        parts = urlsplit(f"file://{url}" if url.startswith("/") else url)
        host, port, password = parts.hostname or "", parts.port, parts.password
    except ValueError:
        raise BadAddress("address_invalid") from None
    if password is not None:
        raise BadAddress("address_secret")
    if parts.scheme == "file":
        return _local(unquote(parts.path), parts.netloc)
    if parts.scheme not in REMOTE:
        raise BadAddress("address_scheme", parts.scheme or url[:20])
    if not host:
        raise BadAddress("address_invalid")
    if parts.scheme == "s3":
        if parts.username is not None:
            raise BadAddress("address_secret")
        return _store(parts.query, credentials)
    return Address("sftp", parts.path, _host(host), port or REMOTE["sftp"])


def _local(path: str, machine: str) -> Address:
    if machine not in ("", "localhost") or "\0" in path:
        raise BadAddress("address_invalid")
    if not path.startswith("/"):
        raise BadAddress("address_not_absolute")
    return Address("file", path)


def _store(query: str, credentials: Mapping[str, str]) -> Address:
    asked = parse_qs(query).get("endpoint", [""])[-1]
    endpoint = asked or credentials.get("endpoint_url", "")
    if not endpoint:
        return Address("s3", host=AMAZON, port=443)
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("address_invalid") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise BadAddress("address_invalid")
    return Address("s3", host=_host(host), port=port or (80 if parts.scheme == "http" else 443))


def _host(host: str) -> str:
    try:
        return normal_host(host)
    except Forbidden:
        raise BadAddress("address_invalid") from None


def _allowed(address: Address, hosts: Sequence[str]) -> bool:
    """ "*", "host", "host:port", ".below.this"."""
    if "*" in hosts or f"{address.host}:{address.port}" in hosts:
        return True
    return is_named(address.host, tuple(one.lower() for one in hosts))
