"""Real servers on loopback, on a free port, for tests of what leaves the platform."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 30.0  # nothing here takes longer; a test fails rather than hangs


@dataclass
class Received:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpRecorder:
    """An HTTP server that keeps what it gets and answers as `answer` says.

    `answer` is a status, or "slow" (holds the request until `release` is set), "endless" (a
    body that never ends), "drop" (closes without a word), "redirect" (307 to `location`).
    `answers` come first, one per request.
    """

    port: int = 0
    answer: int | str = 200
    answers: list[int | str] = field(default_factory=list)
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    text: str = "thank you"
    received: list[Received] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, count: int, patience_s: float = PATIENCE_S) -> list[Received]:
        """What has arrived, as soon as there are `count` of them; fails after `patience_s`."""
        until = time.monotonic() + patience_s
        while len(self.received) < count:
            assert time.monotonic() < until, f"{len(self.received)} of {count} requests arrived"
            time.sleep(0.01)
        return list(self.received)

    def next_answer(self, request: Received) -> int | str:
        with self._lock:
            self.received.append(request)
            return self.answers.pop(0) if self.answers else self.answer


@contextmanager
def http_server(**options: Any) -> Iterator[HttpRecorder]:
    recorder = HttpRecorder(**options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(recorder))
    server.daemon_threads = True
    recorder.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        recorder.release.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_S)


def _handler(recorder: HttpRecorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE_S

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            request = Received(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            answer = recorder.next_answer(request)
            if answer == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if answer == "slow":
                recorder.release.wait(PATIENCE_S)
            self._answer(answer)

        do_GET = do_PUT = do_POST

        def _answer(self, answer: int | str) -> None:
            status = {"redirect": 307, "slow": 200, "endless": 200}.get(str(answer), answer)
            try:
                self.send_response(int(status))
                for name, value in recorder.headers.items():
                    self.send_header(name, value)
                if answer == "redirect":
                    self.send_header("location", recorder.location)
                if answer == "endless":
                    self.end_headers()
                    while not recorder.release.is_set():
                        self.wfile.write(b"x" * 4096)
                    return
                body = recorder.text.encode()
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the caller has left

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
