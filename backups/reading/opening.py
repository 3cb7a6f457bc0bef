"""From a location's URL to its source, if the administrator allows that place."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, unquote_to_bytes, urlsplit

from backups.domain.paths import escape_key
from backups.reading.local import open_local
from backups.reading.retrying import Transient
from backups.reading.source import Source, SourceError
from lib.outbound.hosts import Forbidden
from lib.outbound.policy import Policy

DEFAULT_REGION = "us-east-1"


def open_source(
    url: str, credentials: Mapping[str, str], *, roots: Sequence[Path], hosts: Sequence[str]
) -> Source:
    """`roots`: folders backups may lie in; `hosts`: what may be reached ("nas.example",
    ".example.org" with all below it, an address, a network), also inside the house.

    - `file:///mnt/nas/backups`, or the path alone; `?mounted=yes`: it must be a mount point, so
      that an unplugged disk is not taken for an empty one.
    - `s3://bucket/prefix?endpoint=https://…&region=…`; access_key, secret_key, session_token.
    - `sftp://user@host:22/folder`; password or private_key (passphrase), host_key.

    Raises SourceError; its text never holds a credential.
    """
    if url.startswith("/"):
        return open_local(url, [os.fspath(root) for root in roots])
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SourceError("unknown_scheme", "this is no URL") from None
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise SourceError("not_allowed", "a file URL names no other machine")
        path = os.fsdecode(unquote_to_bytes(parts.path))
        mounted = options.get("mounted") == "yes"
        return open_local(path, [os.fspath(root) for root in roots], mounted=mounted)
    if parts.scheme not in ("s3", "sftp"):
        raise SourceError("unknown_scheme", parts.scheme)
    if parts.password is not None:
        raise SourceError("not_allowed", "a password does not belong into a URL")
    try:
        if parts.scheme == "s3":
            return _s3(parts, options, credentials, hosts)
        return _sftp(parts, port or 22, credentials, hosts)
    except Transient as why:
        raise why.final from None


def _s3(
    parts: SplitResult,
    options: dict[str, str],
    credentials: Mapping[str, str],
    hosts: Sequence[str],
) -> Source:
    from backups.reading.s3 import open_s3  # botocore takes 0.2 s to load

    region = options.get("region", DEFAULT_REGION)
    endpoint = options.get("endpoint")
    if endpoint is not None and not endpoint.startswith(("https://", "http://")):
        raise SourceError("unknown_scheme", "an endpoint is an http or https URL")
    if endpoint is None and not region.replace("-", "").isalnum():
        raise SourceError("not_allowed", "no such region")
    host = urlsplit(endpoint).hostname if endpoint else f"s3.{region}.amazonaws.com"
    _check_host(host or "", hosts)
    prefix = escape_key(unquote_to_bytes(parts.path.strip("/")))
    return open_s3(parts.netloc, prefix, endpoint=endpoint, region=region, credentials=credentials)


def _sftp(
    parts: SplitResult, port: int, credentials: Mapping[str, str], hosts: Sequence[str]
) -> Source:
    from backups.reading.sftp import SftpSource
    from backups.reading.sftp_connection import Connection

    host = parts.hostname or ""
    _check_host(host, hosts)
    user = {"username": unquote(parts.username)} if parts.username else {}
    connection = Connection(host, port, {**credentials, **user})
    try:
        return SftpSource(connection, unquote_to_bytes(parts.path) or b"/")
    except BaseException:
        connection.close()
        raise


def _check_host(host: str, hosts: Sequence[str]) -> None:
    try:
        Policy(hosts=tuple(hosts), internal=tuple(hosts)).check_host(host)
    except Forbidden as why:
        raise SourceError("not_allowed", f"{host}: {why.code}") from None
