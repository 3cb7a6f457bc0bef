"""A bucket of an S3-compatible store, or what lies beneath a prefix of it.

Through botocore itself, what s3fs stands on: it needs no event loop, so it is safe in forked
workers and readable from several threads. An object never changes while it is read: each request
says which version it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore import UNSIGNED
from botocore.config import Config
from botocore.session import Session

from backups.domain.paths import BadPath, escape_key, joined, unescape
from backups.domain.verdicts import Seen
from backups.reading.ordering import in_order
from backups.reading.retrying import Transient, retried
from backups.reading.s3_errors import told
from backups.reading.source import Facts, ReadFailed

CONNECT_S, ANSWER_S = 10, 60


class S3Source:
    threads = 4
    small_in_one_thread = False

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        """`prefix` as escaped text, "" for the whole bucket."""
        self.client, self.bucket, self._prefix = client, bucket, prefix

    def walk(self, path: str = "") -> Iterator[Seen]:
        if path and (found := self.stat(path)) is not None:
            yield found._replace(path=path.rpartition("/")[2])
            return
        for name, size, mtime_ns in in_order(self._listed(joined(self._prefix, path))):
            yield Seen(name, "file", size, mtime_ns)

    def stat(self, path: str) -> Seen | None:
        try:
            facts = self._facts(self._key(path))
        except (FileNotFoundError, BadPath):
            return None
        except PermissionError:
            return Seen(path, "unreadable", 0, 0)
        return Seen(path, "file", facts.size, facts.mtime_ns)

    def is_folder(self, path: str) -> bool:
        return bool(self._page(joined(self._prefix, path), MaxKeys=1).get("Contents"))

    def opened(self, path: str, *, uncached: bool = False) -> S3File:
        try:
            key = self._key(path)
        except BadPath as why:
            raise FileNotFoundError(2, why.code, path) from None
        return S3File(self, key, self._facts(key))

    def check(self) -> None:
        self._page(self._prefix, MaxKeys=1)

    def free_space(self) -> None:
        return None

    def close(self) -> None:
        self.client.close()

    def get(self, key: str, facts: Facts, offset: int) -> Any:
        """The body from `offset` to the end, of just this version."""
        answer = self._ask("get_object", Key=key, IfMatch=facts.version, Range=f"bytes={offset}-")
        if answer["ContentLength"] != facts.size - offset:
            answer["Body"].close()
            raise Transient(ReadFailed("truncated_answer"))
        return answer["Body"]

    def _key(self, path: str) -> str:
        return unescape(joined(self._prefix, path)).decode(errors="surrogateescape")

    def _facts(self, key: str) -> Facts:
        head = retried(lambda: self._ask("head_object", Key=key))
        return Facts(
            head["ContentLength"], nanoseconds(head["LastModified"]), None, None, head["ETag"]
        )

    def _listed(self, under: str) -> Iterator[list[Any]]:
        more: dict[str, Any] = {}
        start = len(unescape(under)) + 1 if under else 0
        while True:
            page = self._page(under, **more)
            for one in page.get("Contents", ()):
                key = one["Key"].encode(errors="surrogateescape")
                if key.endswith(b"/") and not one["Size"]:
                    continue  # how consoles mark an empty folder
                yield [escape_key(key[start:]), one["Size"], nanoseconds(one["LastModified"])]
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _page(self, under: str, **more: Any) -> Mapping[str, Any]:
        prefix = unescape(under).decode(errors="surrogateescape") + "/" if under else ""
        found: Mapping[str, Any] = retried(
            lambda: self._ask("list_objects_v2", Prefix=prefix, **more)
        )
        return found

    def _ask(self, verb: str, **what: Any) -> Any:
        with told(place=verb == "list_objects_v2"):
            return getattr(self.client, verb)(Bucket=self.bucket, **what)


class S3File:
    """One version of one object, streamed; a broken stream goes on where it broke."""

    is_cached = False

    def __init__(self, source: S3Source, key: str, facts: Facts) -> None:
        self.facts, self._source, self._key = facts, source, key
        self._body: Any = None
        self._at = 0

    def read_into(self, view: memoryview, offset: int) -> int:
        if offset >= self.facts.size:
            return 0
        data = retried(lambda: self._read(len(view), offset))
        view[: len(data)] = data
        return len(data)

    def now(self) -> Facts:
        return self.facts

    def will_need(self) -> None: ...

    def in_order(self) -> None: ...

    def drop(self, start: int, length: int) -> None: ...

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def _read(self, count: int, offset: int) -> bytes:
        if self._body is None or self._at != offset:
            self.close()
            self._body, self._at = self._source.get(self._key, self.facts, offset), offset
        try:
            with told(place=False):
                data: bytes = self._body.read(min(count, self.facts.size - offset))
            if not data:
                raise Transient(ReadFailed("truncated_answer"))
        except Exception:
            self.close()
            raise
        self._at += len(data)
        return data


def nanoseconds(when: datetime) -> int:
    """Of what a header or a list says: whole seconds, milliseconds at most."""
    return round(when.timestamp() * 1000) * 1_000_000


def open_s3(
    bucket: str, prefix: str, *, endpoint: str | None, region: str, credentials: Mapping[str, str]
) -> S3Source:
    """`credentials`: access_key, secret_key and, if any, session_token; none: unsigned.

    Nothing is taken from the machine: no environment, no file, no metadata service, no proxy.
    """
    session = Session()
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, "/dev/null")
    signed = bool(credentials.get("access_key"))
    client = session.create_client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=credentials.get("access_key"),
        aws_secret_access_key=credentials.get("secret_key"),
        aws_session_token=credentials.get("session_token"),
        config=Config(
            signature_version="s3v4" if signed else UNSIGNED,
            connect_timeout=CONNECT_S,
            read_timeout=ANSWER_S,
            retries={"total_max_attempts": 1},  # retried here, told apart
            max_pool_connections=S3Source.threads * 2,
            proxies={},
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    source = S3Source(client, bucket, prefix)
    try:
        source.check()
    except BaseException:
        source.close()
        raise
    return source
