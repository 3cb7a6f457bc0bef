"""Sorting more names than memory should hold: runs on disk, merged while they are read."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

IN_MEMORY = 20_000
# Each run is an open file: so many are merged into one.
_MOST_RUNS = 32


def in_order(rows: Iterable[list[Any]], *, at_once: int = IN_MEMORY) -> Iterator[list[Any]]:
    """Rows of plain JSON values, by their first one, a text; at most `at_once` are held.

    `rows` is read to its end before the first comes out. The runs are files without a name, which
    end with the process.
    """
    held: list[list[Any]] = []
    runs: list[IO[str]] = []
    try:
        for row in rows:
            held.append(row)
            if len(held) == at_once:
                runs.append(_run(held))
                held = []
                if len(runs) == _MOST_RUNS:
                    runs = [_merged(runs)]
        held.sort(key=_first)
        if runs:
            yield from heapq.merge(*(map(json.loads, run) for run in runs), held, key=_first)
        else:
            yield from held
    finally:
        for run in runs:
            run.close()


def _first(row: list[Any]) -> str:
    first: str = row[0]
    return first


def _run(held: list[list[Any]]) -> IO[str]:
    held.sort(key=_first)
    return _written(held)


def _merged(runs: list[IO[str]]) -> IO[str]:
    """One run of many, which end."""
    whole = _written(heapq.merge(*(map(json.loads, run) for run in runs), key=_first))
    for run in runs:
        run.close()
    return whole


def _written(rows: Iterable[list[Any]]) -> IO[str]:
    run: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 -- lives on
    run.writelines(json.dumps(row) + "\n" for row in rows)
    run.seek(0)
    return run
