"""SFTP against a real server on loopback."""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import asyncssh
import pytest

from backups.domain.verdicts import Expected
from backups.reading import Budget, Source, SourceError, open_source, retrying
from tests.backups.reading.copies import MIB, DoingClock, flip, known, put, reads, verdicts


class Server(NamedTuple):
    port: int
    host_key: str
    root: Path
    cut: object  # ends all connections


class Door(asyncssh.SSHServer):
    def __init__(self, open_ones: list) -> None:
        self.open_ones = open_ones

    def connection_made(self, connection) -> None:
        self.open_ones.append(connection)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("backup", "right")


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("sftp")
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    connections: list = []

    async def listen():
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[key],
            server_factory=lambda: Door(connections),
            sftp_factory=True,
        )

    async def cut() -> None:
        for one in connections:
            one.abort()
        connections.clear()

    def in_loop(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)

    server = in_loop(listen())
    yield Server(
        server.get_port(),
        key.export_public_key().decode(),
        root,
        lambda: in_loop(cut()),
    )
    server.close()
    in_loop(cut())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def root(served: Server, request) -> Path:
    folder = served.root / request.node.name.replace("[", "-").rstrip("]")
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(retrying, "_FIRST_PAUSE_S", 0.001)


def opened(served: Server, root: Path, **more: str) -> Source:
    credentials = {"password": "right", "host_key": f"nas {served.host_key}"} | more
    url = f"sftp://backup@127.0.0.1:{served.port}{root}"
    return open_source(url, credentials, roots=(), hosts=("127.0.0.0/8",))


@pytest.fixture
def source(served: Server, root: Path) -> Iterator[Source]:
    source = opened(served, root)
    yield source
    source.close()


def test_files_are_walked_in_order_and_read(source, root):
    put(root, {"s/a.txt": b"1", "s/a/z": b"2", "s/b": os.urandom(3 * MIB), "s/空": b""})
    (root / "s" / os.fsdecode(b"caf\xe9\n")).write_bytes(b"x")
    paths = [one.path for one in source.walk("s")]
    assert paths == ["a.txt", "a/z", "b", "caf\\xe9\\n", "空"]
    assert set(verdicts(source, known(source, "s"), base="s").values()) == {
        ("ok", "digest_matches")
    }
    assert [one.path for one in source.walk("s/b")] == ["b"]
    assert [*source.walk("nothing")] == []
    free, size = source.free_space() or (0, 0)
    assert 0 < free <= size


def test_faults_have_their_names(source, root):
    put(root, {name: os.urandom(1000) for name in ("cut", "flip", "gone", "link", "same", "up")})
    wanted = known(source)
    os.truncate(root / "cut", 10)
    flip(root / "flip", keep_mtime=True)
    (root / "gone").unlink()
    (root / "link").unlink()
    (root / "link").symlink_to("same")
    with (root / "up").open("ab") as file:
        file.write(b"more")
    assert {path: told for path, (told, _why) in verdicts(source, wanted).items()} == {
        "cut": "truncated",
        "flip": "corrupt",
        "gone": "missing",
        "link": "not_a_file",
        "same": "ok",
        "up": "grown",
    }


def test_links_are_told_and_never_followed(source, root, tmp_path):
    put(tmp_path, {"secret": b"s"})
    put(root, {"file": b"f"})
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    assert [(one.path, one.kind) for one in source.walk()] == [
        ("file", "file"),
        ("folder", "link"),
        ("pipe", "special"),
    ]
    inside = [Expected("folder/secret", 1, None), Expected("pipe", None, None)]
    assert {one.verdict for one in reads(source, inside)} == {"not_a_file"}
    assert [*source.walk("folder")] == []
    assert verdicts(source, [Expected("../x", 1, None)]) == {"../x": ("missing", "not_found")}


def test_a_lost_connection_is_made_anew(served, source, root):
    put(root, {"big": os.urandom(20 * MIB)})
    wanted = known(source)
    clock = DoingClock(served.cut)
    (one,) = reads(source, wanted, budget=Budget(MIB, clock))
    assert (one.verdict, one.bytes_read) == ("ok", 20 * MIB)


def test_what_changes_while_it_is_read_is_unstable(source, root):
    put(root, {"big": os.urandom(20 * MIB)})
    wanted = known(source)
    clock = DoingClock(lambda: os.truncate(root / "big", MIB))
    (one,) = reads(source, wanted, budget=Budget(MIB, clock))
    assert (one.verdict, one.reason) == ("unstable", "changed_while_read")


@pytest.mark.parametrize("more", [{"password": "wrong"}, {"host_key": ""}, {"private_key": "x"}])
def test_credentials_that_do_not_fit(served, root, more):
    with pytest.raises(SourceError) as refused:
        opened(served, root, **more)
    assert refused.value.code == "bad_credentials"


def test_a_host_with_another_key_is_not_talked_to(served, root):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(SourceError) as refused:
        opened(served, root, host_key=other)
    assert refused.value.code == "bad_credentials"


def test_a_folder_that_is_not_there(served, root):
    with pytest.raises(SourceError) as refused:
        opened(served, root / "not-there")
    assert refused.value.code == "location_unreachable"


def test_a_host_that_does_not_answer(served, root):
    with pytest.raises(SourceError) as refused:
        open_source(
            "sftp://backup@127.0.0.1:9/x",
            {"password": "right", "host_key": served.host_key},
            roots=(),
            hosts=("127.0.0.1",),
        )
    assert refused.value.code == "location_unreachable"
