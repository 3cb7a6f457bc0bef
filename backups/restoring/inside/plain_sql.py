"""A plain SQL dump through psql, which may run SQL and nothing else.

`\\restrict` with a key the dump does not know makes psql refuse every other backslash command:
`\\!`, `\\copy … program`, `\\connect`. The dump's own `\\restrict` pair is dropped on the way.
"""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

from backups.restoring.inside import databases
from backups.restoring.inside.cluster import Cluster
from backups.restoring.inside.job import Failed, Job, tail

RESTRICT = re.compile(rb"^\\(un)?restrict [A-Za-z0-9]+\s*$")
COPY = re.compile(rb"^COPY .+ FROM stdin;\s*$", re.IGNORECASE)
QUOTES = re.compile(rb"--|/\*|\*/|'|\"|\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$")
# Roles of the server the dump was made on are not here: everything belongs to one role.
ROLES = re.compile(
    rb"^(ALTER [^;]+ OWNER TO [^;]+|(GRANT|REVOKE) [^;]+|ALTER DEFAULT PRIVILEGES [^;]+"
    rb"|COMMENT ON EXTENSION [^;]+ IS '[^']*');\s*$"
)


def run(job: Job, sources: list[Path]) -> None:
    cluster = Cluster(job)
    cluster.start()
    _, version = job.run([cluster.bin / "psql", "--version"])
    job.version("psql", version.strip())
    job.phase("restore")
    for source in sources:
        _feed(job, cluster, source)
    databases.measure(job, cluster)


def _feed(job: Job, cluster: Cluster, source: Path) -> None:
    log = job.work / "psql.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(cluster.bin / "psql"), "--no-psqlrc", "--quiet", "--no-password",
             "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"],
            cwd=job.work,
            env=cluster.environment(),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    if process.stdin is None:
        raise AssertionError("a pipe was asked for")
    try:
        with process.stdin as stdin:
            stdin.write(b"\\restrict " + secrets.token_hex(16).encode() + b"\n")
            with source.open("rb") as lines:
                for line in statements(lines):
                    stdin.write(line)
    except BrokenPipeError:
        pass  # psql ended at an error; its exit status tells
    code = process.wait()
    text = tail(log)
    if code != 0:
        job.output(text)
        raise Failed("restore_refused", error=_first_error(text), exit=code)


def statements(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The dump's lines without its own restriction and without owners and grants.

    Rows of a COPY, texts, bodies in dollar quotes and comments pass untouched.
    """
    copying = False
    quote: bytes | None = None
    for line in lines:
        if copying:
            copying = line.rstrip(b"\r\n") != b"\\."
        elif quote is None and (RESTRICT.match(line) or ROLES.match(line)):
            continue
        else:
            copying = quote is None and COPY.match(line) is not None
            quote = _quoted_after(line, quote)
        yield line


def _quoted_after(line: bytes, quote: bytes | None) -> bytes | None:
    """What ends the text, the body or the comment that goes on behind this line; None: nothing."""
    for found in QUOTES.finditer(line):
        token = found.group()
        if quote is not None:
            quote = None if token == quote else quote
        elif token == b"--":
            return None
        elif token != b"*/":
            quote = b"*/" if token == b"/*" else token
    return quote


def _first_error(text: str) -> str:
    lines = text.splitlines()
    telling = [line for line in lines if "ERROR" in line or "FATAL" in line or "error" in line]
    return (telling or lines or [""])[0][:300]
