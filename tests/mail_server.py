"""A real SMTP server on loopback that records what it takes, and behaves as it is told."""

from __future__ import annotations

import email
import email.policy
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

PATIENCE_S = 30.0
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Posted:
    """One mail as it arrived."""

    to: list[str]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        # Unfolding keeps the blank that a long first word was folded at.
        return str(self.message["Subject"]).strip()

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Handler:
    """`mode`: accept, refuse_4xx, refuse_5xx (at RCPT), slow (`delay_s` before the answer)."""

    mode: str = "accept"
    delay_s: float = 0.0
    raw: list[tuple[list[str], bytes]] = field(default_factory=list)
    connections: int = 0
    refused: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.mode == "refuse_4xx":
            return "451 4.7.1 Come back later"
        if self.mode == "refuse_5xx":
            return "550 5.1.1 No such mailbox"
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        with self.lock:
            self.raw.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        if self.mode == "slow":
            import asyncio

            await asyncio.sleep(self.delay_s)
        return "250 Taken"


class _Server(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        return SMTP(self.handler, timeout=PATIENCE_S)


@dataclass
class Mailbox:
    """The server's address, and what has arrived."""

    host: str
    port: int
    handler: Handler

    @property
    def posted(self) -> list[Posted]:
        with self.handler.lock:
            raw = list(self.handler.raw)
        return [
            Posted(to, email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
            for to, content in raw
        ]

    @property
    def count(self) -> int:
        return len(self.handler.raw)

    def wait_for(self, count: int, patience_s: float = PATIENCE_S) -> list[Posted]:
        until = time.monotonic() + patience_s
        while self.count < count:
            assert time.monotonic() < until, f"{self.count} of {count} mails arrived"
            time.sleep(0.01)
        return self.posted


@contextmanager
def mail_server(**how: Any) -> Iterator[Mailbox]:
    """Runs in a thread of its own on a free port until the block ends."""
    handler = Handler(**how)
    controller = _Server(handler, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE_S)
    # The controller tells when it listens, but not where when the port was 0.
    controller.port = _free_port()
    controller.start()
    handler.connections = 0  # the controller itself looks whether it is there
    try:
        yield Mailbox("127.0.0.1", controller.port, handler)
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mail_goes_to(settings: Any, host: str, port: int) -> None:
    """As EMAIL_URL=smtp://host:port would."""
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "bcm@example.org"
    settings.PUBLIC_URL = "https://bcm.example.org"


@contextmanager
def no_server() -> Iterator[int]:
    """A port on which nobody listens."""
    yield _free_port()
