"""One SSH connection that synchronous threads ask, made anew when it was lost."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Coroutine, Mapping
from typing import Any

import asyncssh

from backups.reading.retrying import Transient
from backups.reading.source import ReadFailed, SourceError

CONNECT_S, ANSWER_S = 15, 60
_LOST = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError)


class Connection:
    """`credentials`: username, host_key (a line of known_hosts or a public key) and a password
    or a private_key with its passphrase. A host whose key is not known is never talked to."""

    def __init__(self, host: str, port: int, credentials: Mapping[str, str]) -> None:
        """Raises SourceError: bad_credentials, location_unreachable, timeout."""
        self._options = _options(host, port, credentials)
        self._host, self._lock = host, threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="sftp")
        self._thread.start()
        self._ssh: Any = None
        self._sftp: Any = None
        try:
            self._connected()
        except BaseException:
            self.close()
            raise

    def asked(self, verb: str, *what: Any) -> Any:
        """FileNotFoundError, PermissionError, ReadFailed; Transient when the connection went."""
        return self.asked_of(_VERBS[verb](self._connected(), *what))

    def asked_of(self, question: Coroutine[Any, Any, Any]) -> Any:
        try:
            return self._run(question, ANSWER_S)
        except asyncssh.SFTPNoSuchFile as why:
            raise FileNotFoundError(errno.ENOENT, str(why)) from None
        except asyncssh.SFTPPermissionDenied as why:
            raise PermissionError(errno.EACCES, str(why)) from None
        except TimeoutError:
            raise ReadFailed("timeout") from None
        except (*_LOST, OSError) as why:
            self._drop()
            gone = SourceError("location_unreachable", f"{self._host}: {type(why).__name__}")
            raise Transient(gone) from None
        except asyncssh.SFTPError as why:
            raise ReadFailed("server_error", str(why)) from None

    def asked_of_place(self, verb: str, *what: Any) -> Any:
        """The same about the location itself: SourceError whatever goes wrong."""
        try:
            return self.asked(verb, *what)
        except Transient as why:
            raise why.final from None
        except PermissionError as why:
            raise SourceError("bad_credentials", f"{self._host}: {why.strerror}") from None
        except (FileNotFoundError, ReadFailed) as why:
            raise SourceError("location_unreachable", f"{self._host}: {why}") from None

    def leave(self, handle: Any) -> None:
        """Close a file; a lost connection has closed it already."""
        try:
            self._run(handle.close(), ANSWER_S)
        except (asyncssh.Error, OSError, TimeoutError, ValueError):
            pass

    def close(self) -> None:
        ssh = self._ssh
        self._drop()
        if ssh is not None:
            try:
                self._run(ssh.wait_closed(), ANSWER_S)
            except (asyncssh.Error, OSError):
                pass
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._sftp is None:
                try:
                    self._ssh, self._sftp = self._run(_connect(self._options), CONNECT_S * 2)
                except asyncssh.PermissionDenied:
                    raise SourceError("bad_credentials", f"{self._host} refused them") from None
                except asyncssh.HostKeyNotVerifiable:
                    text = f"{self._host} has another host key than the known one"
                    raise SourceError("bad_credentials", text) from None
                except TimeoutError:
                    raise SourceError("timeout", self._host) from None
                except (asyncssh.Error, OSError) as why:
                    text = f"{self._host}: {type(why).__name__}"
                    raise Transient(SourceError("location_unreachable", text)) from None
            return self._sftp

    def _drop(self) -> None:
        with self._lock:
            if self._ssh is not None and self._loop.is_running():
                self._loop.call_soon_threadsafe(self._ssh.abort)
            self._ssh = self._sftp = None

    def _run(self, question: Coroutine[Any, Any, Any], seconds: float) -> Any:
        future = asyncio.run_coroutine_threadsafe(question, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise


def _options(host: str, port: int, credentials: Mapping[str, str]) -> dict[str, Any]:
    try:
        known = asyncssh.import_public_key(_key_of(credentials.get("host_key", "")))
        keys = []
        if private := credentials.get("private_key"):
            keys = [asyncssh.import_private_key(private, credentials.get("passphrase") or None)]
    except (asyncssh.KeyImportError, ValueError):
        # The message of the library could hold a part of the key.
        raise SourceError("bad_credentials", f"{host}: a key cannot be read") from None
    return {
        "host": host,
        "port": port,
        "username": credentials.get("username"),
        "password": credentials.get("password"),
        "client_keys": keys or None,
        "known_hosts": ([known], [], []),
        "config": None,
        "agent_path": None,
        "connect_timeout": CONNECT_S,
        "login_timeout": CONNECT_S,
        "keepalive_interval": 15,
    }


def _key_of(line: str) -> str:
    """The key in a line of known_hosts; ValueError when there is none."""
    words = line.split()
    for place, word in enumerate(words[:-1]):
        if word.startswith(("ssh-", "ecdsa-", "sk-")):
            return f"{word} {words[place + 1]}"
    raise ValueError("no host key")


async def _connect(options: dict[str, Any]) -> tuple[Any, Any]:
    ssh = await asyncssh.connect(**options)
    return ssh, await ssh.start_sftp_client(path_encoding=None)


async def _open(sftp: Any, path: bytes) -> Any:
    return await sftp.open(path, "rb")


async def _readdir(sftp: Any, folder: bytes) -> list[tuple[bytes, Any]]:
    return [(one.filename, one.attrs) for one in await sftp.readdir(folder)]


async def _readdir_first(sftp: Any, folder: bytes) -> None:
    async for _one in sftp.scandir(folder):
        return


_VERBS: Mapping[str, Any] = {
    "realpath": lambda sftp, path: sftp.realpath(path),
    "lstat": lambda sftp, path: sftp.lstat(path),
    "statvfs": lambda sftp, path: sftp.statvfs(path),
    "open": _open,
    "readdir": _readdir,
    "readdir_first": _readdir_first,
}
