"""Reads what the child says, with limits: it may be under the control of a hostile backup."""

from __future__ import annotations

import os
import selectors
import subprocess
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import IO, cast

LINE_BYTES = 1024 * 1024
TOTAL_BYTES = 16 * 1024 * 1024
ERROR_BYTES = 32 * 1024


class Listener:
    """stdout line by line, the last of stderr, and the job written to stdin on the way."""

    def __init__(self, child: subprocess.Popen[bytes], job: bytes):
        self._out = cast("IO[bytes]", child.stdout)
        self._err = cast("IO[bytes]", child.stderr)
        self._selector = selectors.DefaultSelector()
        self._buffer = b""
        self._errors = b""
        self._taken = 0
        self.overflowed = False
        for stream in (self._out, self._err):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ)
        self._writer = threading.Thread(target=_write, args=(child.stdin, job), daemon=True)

    def __enter__(self) -> Listener:
        self._writer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._selector.close()
        self._out.close()
        self._err.close()

    def open(self) -> bool:
        """Is there still something to come on stdout?"""
        return self._out in {key.fileobj for key in self._selector.get_map().values()}

    def lines(self, wait_s: float) -> Iterator[bytes]:
        for key, _ in self._selector.select(wait_s):
            stream = cast("IO[bytes]", key.fileobj)
            try:
                data = os.read(stream.fileno(), 65536)
            except BlockingIOError:
                continue
            if not data:
                self._selector.unregister(stream)
            elif stream is self._err:
                self._errors = (self._errors + data)[-ERROR_BYTES:]
            else:
                yield from self._split(data)

    def errors(self) -> str:
        return self._errors.decode(errors="replace")

    def _split(self, data: bytes) -> Iterator[bytes]:
        self._taken += len(data)
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if len(self._buffer) > LINE_BYTES or self._taken > TOTAL_BYTES:
            self.overflowed = True
            return
        yield from lines


def _write(stream: IO[bytes] | None, job: bytes) -> None:
    if stream is None:
        return
    try:
        stream.write(job)
        stream.close()
    except BrokenPipeError:
        pass
