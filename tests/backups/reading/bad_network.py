"""A proxy between us and an S3 server that misbehaves as networks and busy servers do."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
HOPS = {"connection", "transfer-encoding", "content-length", "date", "server"}


class BadNetwork:
    """`does`: what happens to requests of a method, as often as given, one after the other:
    ("GET", "throttle" | "cut" | "shorten" | "flip" | "fail", times)."""

    def __init__(self, port: int) -> None:
        self.upstream = port
        self.plans: list[list] = []
        self.is_gone = False
        self.seen: Counter[str] = Counter()
        outer = self

        class Handler(_Handler):
            network = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def will(self, method: str, what: str, times: int, *, path: str = "") -> None:
        self.plans.append([method, what, times, path])

    def next_fault(self, method: str, path: str) -> str:
        for plan in self.plans:
            if plan[0] == method and plan[2] > 0 and plan[3] in path:
                plan[2] -= 1
                self.seen[plan[1]] += 1
                return plan[1]
        return ""

    def close(self) -> None:
        self.is_gone = True  # connections that are kept alive end with their next request
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    network: BadNetwork
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        if self.network.is_gone:
            self.close_connection = True
            return None
        fault = self.network.next_fault(self.command, self.path)
        if fault in ("throttle", "fail"):
            return self._answer(503 if fault == "throttle" else 500, {}, SLOW_DOWN)
        upstream = http.client.HTTPConnection("127.0.0.1", self.network.upstream)
        upstream.request(self.command, self.path, headers=dict(self.headers))
        answer = upstream.getresponse()
        body = answer.read()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in HOPS}
        if self.command == "HEAD":
            headers["Content-Length"] = answer.headers.get("Content-Length", "0")
        upstream.close()
        if fault == "flip":
            body = body[:100] + bytes([body[100] ^ 1]) + body[101:]
        if fault == "shorten":
            body = body[: len(body) // 2]
        self._answer(answer.status, headers, body, cut=fault == "cut")
        return None

    def _answer(self, status: int, headers: dict, body: bytes, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    do_GET = do_HEAD = _pass_on

    def log_message(self, *_words: object) -> None: ...
