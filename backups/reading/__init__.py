"""The engine that reads backups: no tables, no settings, everything is passed in.

    with_source = open_source(url, credentials, roots=…, hosts=…)
    for pair in compare(expected_by_path, with_source.walk("copy")): …
    for read in read_files(with_source, "copy", due, algorithms=("sha256", "blake3")): …

Rules of the verdicts: `backups/domain/verdicts.py`.
"""

from backups.reading.budget import Budget
from backups.reading.comparing import OutOfOrder, Pair, compare
from backups.reading.digesting import ALGORITHMS
from backups.reading.engine import read_files
from backups.reading.opening import open_source
from backups.reading.source import (
    ChangedMeanwhile,
    Facts,
    NotAFile,
    Opened,
    ReadFailed,
    Source,
    SourceError,
)

__all__ = [
    "ALGORITHMS",
    "Budget",
    "ChangedMeanwhile",
    "Facts",
    "NotAFile",
    "Opened",
    "OutOfOrder",
    "Pair",
    "ReadFailed",
    "Source",
    "SourceError",
    "compare",
    "open_source",
    "read_files",
]
