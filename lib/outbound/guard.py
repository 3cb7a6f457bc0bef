"""The check at the moment of connecting: the only one that redirects and name servers cannot pass.

Inside `guarded` every connection of urllib3 (requests, apprise) is resolved here, checked, and
made to exactly the address that was checked. Any other connection that Python code of the same
thread tries is stopped by an audit hook: a library that brings its own sockets fails, it does
not slip through. Threads started inside are not guarded: start none.

Proxies named by the environment (HTTPS_PROXY …) are left out of account inside: a proxy would
resolve the name itself, where nobody can check it. Explicit proxies are refused.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

import requests.utils
from urllib3.poolmanager import ProxyManager
from urllib3.util import connection

from lib.outbound.hosts import Forbidden
from lib.outbound.policy import Policy

_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class Guard:
    """`refused` is the last thing that was stopped; libraries may have swallowed the exception.

    `is_late` when the deadline ended what was still connected.
    """

    def __init__(self, policy: Policy):
        self.policy = policy
        self.refused: Forbidden | None = None
        self.cleared = ""
        self.is_late = False
        self._ends: list[socket.socket] | None = []
        self._lock = threading.Lock()

    def refuse(self, reason: Forbidden) -> Forbidden:
        self.refused = reason
        return reason

    def allowed_addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be connected to, in the name server's order.

        Raises Forbidden when there is none, socket.gaierror when the name is unknown.
        """
        try:
            self.policy.check_host(host)
        except Forbidden as why:
            raise self.refuse(why) from None
        found = socket.getaddrinfo(
            host.strip("[]"), port, connection.allowed_gai_family(), socket.SOCK_STREAM
        )
        allowed = []
        reason = Forbidden("address_not_allowed", host)
        for *_how, sockaddr in found:
            text = str(sockaddr[0])
            try:
                self.policy.check_address(host, ip_address(text))
            except Forbidden as why:
                reason = Forbidden(why.code, why.about)
            else:
                allowed.append(text)
        if not allowed:
            raise self.refuse(reason)
        return list(dict.fromkeys(allowed))

    def keep(self, made: socket.socket) -> None:
        """A second handle on a connection, for `cut`; TLS takes the first one over."""
        with self._lock:
            if self._ends is not None:
                self._ends.append(made.dup())

    def cut(self) -> None:
        """End every connection made inside: the deadline's thread calls this.

        Timeouts count from byte to byte: a server that sends one now and then meets none.
        """
        with self._lock:
            self.is_late = self._ends is not None
            for end in self._ends or []:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            for end in self._ends or []:
                end.close()
            self._ends = None


_active: ContextVar[Guard | None] = ContextVar("outbound_guard", default=None)
_installing = threading.Lock()
_installed = False


@contextmanager
def guarded(policy: Policy, *, whole_s: float | None = None) -> Iterator[Guard]:
    """Every connection made inside keeps to `policy`, or raises Forbidden.

    After `whole_s` seconds what is still connected is cut off, however busy it is.
    Make requests inside and nothing else: a cache or a broker over TCP would be refused too.
    Use no connection that was opened before (a kept `requests.Session`).
    """
    _install()
    guard = Guard(policy)
    deadline = threading.Timer(whole_s, guard.cut) if whole_s is not None else None
    token = _active.set(guard)
    try:
        if deadline is not None:
            deadline.daemon = True
            deadline.start()
        yield guard
    finally:
        _active.reset(token)
        if deadline is not None:
            deadline.cancel()
        guard.close()


def _install() -> None:
    """Once per process, at the first use; outside `guarded` nothing behaves differently."""
    global _installed
    with _installing:
        if _installed:
            return
        _wrap_connections()
        _wrap_proxies()
        sys.addaudithook(_hook)
        _installed = True


def _wrap_connections() -> None:
    original = connection.create_connection

    def create_connection(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        guard = _active.get()
        if guard is None:
            return original(address, *args, **options)
        host, port = address
        failure: OSError | None = None
        for text in guard.allowed_addresses(host, port):
            guard.cleared = text
            try:
                made = original((text, port), *args, **options)
            except OSError as error:
                failure = error
            else:
                guard.keep(made)
                return made
            finally:
                guard.cleared = ""
        assert failure is not None
        raise failure

    connection.create_connection = create_connection


def _wrap_proxies() -> None:
    from_environment = requests.utils.getproxies
    construct = ProxyManager.__init__

    def getproxies() -> Any:
        return from_environment() if _active.get() is None else {}

    def refuse_proxy(self: ProxyManager, *args: Any, **options: Any) -> None:
        guard = _active.get()
        if guard is not None:
            raise guard.refuse(Forbidden("proxy_not_allowed"))
        construct(self, *args, **options)

    requests.utils.getproxies = getproxies
    ProxyManager.__init__ = refuse_proxy  # type: ignore[method-assign]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    guard = _active.get()
    if guard is None:
        return
    address = arguments[1]
    # A local socket's address is a path; a connected one's is None.
    told = str(address[0]) if isinstance(address, tuple) else str(address)
    if address is not None and told != guard.cleared:
        raise guard.refuse(Forbidden("connection_not_checked", told))
