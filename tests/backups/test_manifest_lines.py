"""Sidecar manifests as the tools write them, and as somebody hostile would."""

from __future__ import annotations

import subprocess
import time
import tracemalloc
from pathlib import Path

import pytest

from backups.domain.manifests import BadLine, Kind, Line, kind_of, parse
from backups.domain.paths import escape

MD5, SHA1, SHA256, SHA512 = "a" * 32, "b" * 40, "c" * 64, "d" * 128


def read(text: str | bytes, algorithm: str = "") -> list[Line | BadLine]:
    return list(parse([text.encode() if isinstance(text, str) else text], algorithm))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SHA256SUMS", Kind("list", "sha256")),
        ("sha512sums.txt", Kind("list", "sha512")),
        ("SHA1SUMS", Kind("list", "sha1")),
        ("MD5SUMS", Kind("list", "md5")),
        ("md5sum.txt", Kind("list", "md5")),
        ("B3SUMS", Kind("list", "blake3")),
        ("manifest-sha256.txt", Kind("bag", "sha256")),
        ("tagmanifest-sha256.txt", None),
        ("orders.dump.sha256", Kind("one", "sha256", "orders.dump")),
        ("orders.dump.MD5", Kind("one", "md5", "orders.dump")),
        ("orders.b3", Kind("one", "blake3", "orders")),
        (".sha256", None),
        ("orders.dump", None),
        ("README.md", None),
    ],
)
def test_a_manifest_is_known_by_its_name(name: str, kind: Kind | None) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"{MD5}  a.dump", ("a.dump", "md5", MD5)),
        (f"{SHA256} *a b.dump", ("a b.dump", "sha256", SHA256)),
        (f"{SHA1}\ta.dump", ("a.dump", "sha1", SHA1)),
        (f"{SHA512.upper()}  ./data/订单.bak", ("data/订单.bak", "sha512", SHA512)),
        (f"SHA256 (a (1).dump) = {SHA256}", ("a (1).dump", "sha256", SHA256)),
        (f"MD5(a.dump)= {MD5}", ("a.dump", "md5", MD5)),
        (f"SHA2-256(x)= {SHA256}", ("x", "sha256", SHA256)),
        (f"\\{MD5}  a\\nb\\\\c", ("a\\nb\\\\c", "md5", MD5)),
        (f"{MD5}  a\\nb", ("a\\\\nb", "md5", MD5)),
        (SHA256, ("", "sha256", SHA256)),
    ],
)
def test_lines_of_all_dialects_are_read(line: str, found: tuple[str, str, str] | None) -> None:
    (one,) = read(line)
    assert (tuple(one[1:]) if isinstance(one, Line) else None) == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{MD5}  /etc/passwd", "path_outside"),
        (f"{MD5}  ../x", "path_outside"),
        (f"{MD5}  a/../../x", "path_outside"),
        (f"{MD5}  C:\\windows\\x", "path_outside"),
        (f"{MD5}  ~/x", "path_outside"),
        (f"{MD5}  a//b", "path_invalid"),
        (f"{MD5}  a/./b", "path_invalid"),
        (f"{MD5}  a\0b", "path_invalid"),
        (f"{'a' * 33}  x", "digest_length"),
        ("hello world", "line_invalid"),
        (f"{MD5[:-1]}g  x", "line_invalid"),
        (f"{MD5}  {'x' * 30_000}", "line_too_long"),
        (f"\\{MD5}  ..\\n/../x", "path_outside"),
    ],
)
def test_a_line_that_leads_elsewhere_is_refused_alone(line: str, code: str) -> None:
    found = read(f"{MD5}  before\n{line}\n{MD5}  after\n")
    assert [one.code if isinstance(one, BadLine) else one.path for one in found] == [
        "before", code, "after",
    ]  # fmt: skip


def test_the_name_of_the_list_says_which_algorithm(tmp_path: Path) -> None:
    (one,) = read(f"{SHA256}  x", "blake3")
    assert one == Line(1, "x", "blake3", SHA256)
    assert read(f"{MD5}  x", "sha256") == [BadLine(1, "digest_length", f"{MD5}  x")]


def test_comments_ends_of_lines_and_marks_do_no_harm() -> None:
    text = b"\xef\xbb\xbf# made by night.sh\r\n\r\n; old\r\n" + f"{MD5}  a b\r\n".encode()
    assert read(text) == [Line(4, "a b", "md5", MD5)]


def test_names_that_are_no_utf8_stay_one_name() -> None:
    assert read(MD5.encode() + b"  a\xff.bak") == [Line(1, "a\\xff.bak", "md5", MD5)]


def test_what_coreutils_write_is_read(tmp_path: Path) -> None:
    names = [b"plain", b"a b", b"line\nbreak", b"back\\slash", b"\xff\xfe", "订单".encode()]
    for name in names:
        (tmp_path / name.decode(errors="surrogateescape")).write_bytes(name)
    for options in (["sha256sum", "--"], ["sha256sum", "--tag", "--"], ["md5sum", "-b", "--"]):
        told = subprocess.run(  # noqa: S603 - a tool of the system, on files of the test
            [*options, *names], cwd=tmp_path, capture_output=True, check=True
        ).stdout
        found = [one.path for one in parse([told]) if isinstance(one, Line)]
        assert found == [escape(name) for name in names], options


def test_pieces_may_end_anywhere() -> None:
    text = f"{MD5}  one\n{SHA1}  two\r\n{SHA256}  three".encode()
    whole = list(parse([text]))
    assert [one.path for one in whole if isinstance(one, Line)] == ["one", "two", "three"]
    assert list(parse(text[n : n + 1] for n in range(len(text)))) == whole


@pytest.mark.slow
def test_a_million_lines_take_no_memory() -> None:
    pieces = (
        b"".join(b"%064x  data/%08d.bin\n" % (n, n) for n in range(start, start + 1000))
        for start in range(0, 1_000_000, 1000)
    )
    began = time.monotonic()
    tracemalloc.start()
    count = sum(1 for one in parse(pieces, "sha256") if isinstance(one, Line))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 4_000_000) == (1_000_000, True)
    assert time.monotonic() - began < 60
