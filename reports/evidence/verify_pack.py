#!/usr/bin/env python3
"""Check an unpacked evidence pack offline, with nothing but Python (3.8 or newer).

    python3 verify_pack.py FOLDER

Digests of all files against SHA256SUMS, files nobody listed, snapshots against the digests the
platform recorded, and the chains of timelines and anchors. Who signed SHA256SUMS is for openssl
(README). Exit status: 0 all fits, 1 something does not, 2 cannot be read.
"""

import hashlib
import json
import os
import sys

NOT_LISTED = ("SHA256SUMS", "SHA256SUMS.sig")


def sha256(path):
    state = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            state.update(piece)
    return state.hexdigest()


def wrong_sums(folder, sums, listed):
    """What is missing, or is not what `sums` (a file of sha256sum) says; fills `listed`."""
    with open(os.path.join(folder, sums), encoding="utf-8") as lines:
        for line in lines:
            digest, _, path = line.rstrip("\n").partition("  ")
            listed.add(path)
            file = os.path.join(folder, *path.split("/"))
            if not os.path.isfile(file):
                yield "missing: " + path
            elif sha256(file) != digest:
                yield "changed: " + path


def there(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
            yield path


def broken_chain(path, first):
    """The line at which a chain breaks, or None. `first`: it may begin in the middle."""
    before = None
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            one = json.loads(line)
            previous = one["previous_digest"]
            if before is None and not first and previous:
                return number
            if before is not None and previous != before:
                return number
            if "covered" in one:
                text = one["covered"] if first else previous + one["covered"]
                if hashlib.sha256(text.encode()).hexdigest() != one["digest"]:
                    return number
            before = one["digest"]
    return None


def problems(folder):
    listed: set[str] = set()
    yield from wrong_sums(folder, "SHA256SUMS", listed)
    for path in sorted(there(folder)):
        if path not in listed and path not in NOT_LISTED:
            yield "not listed: " + path
        if path.endswith(".jsonl") and path.startswith("timelines/"):
            line = broken_chain(os.path.join(folder, *path.split("/")), False)
            if line:
                yield f"chain broken: {path}, line {line}"
    anchors = os.path.join(folder, "audit", "anchors.jsonl")
    if os.path.isfile(anchors):
        line = broken_chain(anchors, True)
        if line:
            yield f"chain broken: audit/anchors.jsonl, line {line}"
    if os.path.isdir(os.path.join(folder, "snapshots")):
        for problem in wrong_sums(os.path.join(folder, "snapshots"), "recorded.sha256", set()):
            yield "not as recorded: snapshots/" + problem.partition(": ")[2]


def main(arguments):
    folder = arguments[0] if arguments else "."
    if not os.path.isfile(os.path.join(folder, "SHA256SUMS")):
        sys.stderr.write(f"There is no SHA256SUMS in {folder}\n")
        return 2
    found = list(problems(folder))
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    if not found:
        sys.stdout.write("All files, snapshots and chains fit. Check the signature, too.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
