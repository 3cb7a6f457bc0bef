"""Manifests that lie beside a backup: digests as coreutils, BSD tools and BagIt list them.

A line is `<digest> *<path>` (GNU, a backslash in front where the path is escaped) or
`SHA256 (<path>) = <digest>` (BSD). Comments, blank lines, CRLF and a byte-order mark are let
pass. Paths come out as `domain/paths.py` writes them; what would leave the folder is refused line
by line. Lines are read as they come: a list of a million files takes no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backups.domain.paths import escape

LONGEST_LINE = 20_000
# Hexadecimal digits → the algorithm, where neither the file's name nor the line tells.
BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128, "blake3": 64}

_GNU = re.compile(rb"^(\\?)([0-9a-fA-F]{32,128})(?: [ *]|\t| )(.+)$", re.DOTALL)
_BSD = re.compile(rb"^(\\?)([A-Za-z0-9-]{2,12}) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})$", re.DOTALL)
_LONE = re.compile(rb"^([0-9a-fA-F]{32,128})$")
_OF_LIST = re.compile(
    r"^(?:(?P<upper>sha512|sha256|sha1|md5|b3|blake3)sums?(?:\.txt)?"
    r"|(?P<tag>tag)?manifest-(?P<bag>sha512|sha256|sha1|md5)\.txt)$",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"^(?P<of>.+)\.(?P<by>sha512|sha256|sha1|md5|b3|blake3)(?:sums?)?$", re.I)
_OPENSSL = {"sha2256", "sha2512"}
_ALSO_B3 = {"blake3", "b3"}


class Line(NamedTuple):
    """One file of a manifest. `path` "" in a sidecar that holds a digest alone: its own file."""

    number: int
    path: str
    algorithm: str
    digest: str


class BadLine(NamedTuple):
    """`code`: line_invalid, line_too_long, path_outside, path_invalid, digest_length."""

    number: int
    code: str
    text: str


class Kind(NamedTuple):
    """What the name of a file says: "list" of many, "bag" (BagIt), or "one" (of `of`)."""

    what: str
    algorithm: str
    of: str = ""


def kind_of(name: str) -> Kind | None:
    """By its name alone, in any case; None for what is no manifest. Tag manifests are none: they
    are about the bag, not about what was backed up."""
    listed = _OF_LIST.match(name)
    if listed and listed["bag"]:
        return None if listed["tag"] else Kind("bag", listed["bag"].lower())
    if listed:
        return Kind("list", _plain(listed["upper"]))
    one = _OF_ONE.match(name)
    return Kind("one", _plain(one["by"]), one["of"]) if one else None


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Lines without their ends, from pieces of any size; None for one that is too long."""
    rest = b""
    too_long = False
    for chunk in chunks:
        whole = (rest + chunk).split(b"\n")
        rest = whole.pop()
        for line in whole:
            if too_long or len(line) > LONGEST_LINE:
                too_long = False
                yield None
            else:
                yield line.removesuffix(b"\r")
        if len(rest) > LONGEST_LINE:
            too_long, rest = True, b""
    if too_long:
        yield None
    elif rest:
        yield rest.removesuffix(b"\r")


def parse(chunks: Iterable[bytes], algorithm: str = "") -> Iterator[Line | BadLine]:
    """What a manifest says, line by line; `algorithm` is that of its name, "" if none is known."""
    for number, raw in enumerate(lines_of(chunks), start=1):
        if raw is None:
            yield BadLine(number, "line_too_long", "")
            continue
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if not line.strip() or line.lstrip().startswith((b"#", b";")):
            continue
        yield _parsed(number, line, algorithm)


def _parsed(number: int, line: bytes, algorithm: str) -> Line | BadLine:
    gnu, bsd = _GNU.match(line), _BSD.match(line)
    if gnu:
        escaped, digest, path, by = gnu[1], gnu[2], gnu[3], algorithm
    elif bsd:
        escaped, path, digest, by = bsd[1], bsd[3], bsd[4], _plain(bsd[2].decode())
    elif lone := _LONE.match(line.strip()):
        escaped, digest, path, by = b"", lone[1], b"", algorithm
    else:
        return BadLine(number, "line_invalid", _shown(line))
    by = by or BY_LENGTH.get(len(digest), "")
    if LENGTHS.get(by) != len(digest):
        return BadLine(number, "digest_length", _shown(line))
    raw = _unescaped(path) if escaped else path
    found = _relative(raw)
    if found is None:
        code = "path_outside" if _leaves(raw) else "path_invalid"
        return BadLine(number, code, _shown(line))
    return Line(number, escape(found), by, digest.decode().lower())


def _unescaped(path: bytes) -> bytes:
    """As coreutils escape: backslash, newline and, since 9.x, carriage return."""
    return re.sub(
        rb"\\(.)",
        lambda found: {b"n": b"\n", b"r": b"\r", b"\\": b"\\"}.get(found[1], found[0]),
        path,
    )


def _relative(path: bytes) -> bytes | None:
    """Without a leading "./"; None where it leads elsewhere or could be no file's."""
    if _leaves(path):
        return None
    while path.startswith(b"./"):
        path = path[2:].lstrip(b"/")
    parts = path.split(b"/")
    if path and (b"\0" in path or any(part in (b"", b".") for part in parts)):
        return None
    return path


def _leaves(path: bytes) -> bool:
    drive = len(path) > 2 and path[1:3] in (b":\\", b":/") and path[:1].isalpha()
    return path.startswith((b"/", b"~/", b"\\\\")) or drive or b".." in path.split(b"/")


def _plain(name: str) -> str:
    text = name.lower().replace("-", "").replace("sums", "").replace("sum", "")
    text = text.replace("sha2", "sha") if text in _OPENSSL else text
    return "blake3" if text in _ALSO_B3 else text


def _shown(line: bytes) -> str:
    return escape(line[:200])
