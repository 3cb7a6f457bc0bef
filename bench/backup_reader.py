"""`python -m bench.backup_reader FOLDER MANIFEST DIGESTS [SHARE]`: one verification, measured.

Walks FOLDER, joins it with MANIFEST (JSON lines, made if it is not there), reads what is due with
DIGESTS ("sha256,blake3"; "" reads nothing) and prints one line of JSON: CPU seconds of the work
alone, memory over what the process held before, verdicts by count. SHARE "2/10": the files of
that slice of ten.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from backups.domain.verdicts import Expected, Read
from backups.reading import Pair, compare, open_source, read_files

BATCH = 2_000


def main(folder: str, manifest: str, digests: str, share: str = "0/1") -> None:
    source = open_source(folder, {}, roots=[Path(folder)], hosts=())
    names = [one for one in digests.split(",") if one]
    first, slices = (int(one) for one in share.split("/"))
    before_mb = memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    wall, cpu = time.perf_counter(), time.process_time()
    counted: Counter[str] = Counter()
    with open(manifest, "r" if os.path.exists(manifest) else "w") as file:
        new = file.writable()
        pairs = compare(() if new else map(_expected, file), source.walk())
        due = (one for n, one in enumerate(pairs) if n % slices == first) if names else iter(())
        while batch := list(islice(due, BATCH)):
            wanted = [_wanted(one) for one in batch]
            reads = sorted(read_files(source, "", wanted, algorithms=names))
            counted.update(one.verdict for one in reads)
            if new:
                file.writelines(_line(one) + "\n" for one in reads)
        if not names:
            counted.update(one.verdict or "to be read" for one in pairs)
    print(
        json.dumps(
            {
                "cpu_s": time.process_time() - cpu,
                "wall_s": time.perf_counter() - wall,
                "over_mb": memory_mb("VmHWM") - before_mb,
                "verdicts": counted,
            }
        )
    )


def memory_mb(name: str) -> float:
    """VmRSS: held now; VmHWM: the most so far."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def _wanted(pair: Pair) -> Expected:
    if pair.expected is not None:
        return pair.expected
    assert pair.seen is not None
    return Expected(pair.seen.path, pair.seen.size, pair.seen.mtime_ns)


def _line(read: Read) -> str:
    return json.dumps(
        [
            *(read.path, read.size, read.mtime_ns, read.ctime_ns, read.inode),
            *(read.digests, dict(read.pieces)),
        ]
    )


def _expected(line: str) -> Expected:
    row: list[Any] = json.loads(line)
    pieces = {int(index): digest for index, digest in row.pop().items()}
    return Expected(*row, pieces)


def rows(manifest: Path) -> Iterator[Expected]:
    with manifest.open() as file:
        yield from map(_expected, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
