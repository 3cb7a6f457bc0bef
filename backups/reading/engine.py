"""Reading many files once for all wanted digests: threads for large ones, one for small ones."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence

from backups.domain.verdicts import PIECE, Expected, Read
from backups.reading.budget import UNLIMITED, Budget
from backups.reading.content import How, Stopped
from backups.reading.digesting import check_algorithms
from backups.reading.one_file import read_one
from backups.reading.room import OneBlock, Ring, Room
from backups.reading.small_files import read_small
from backups.reading.source import Source

# Below it, handing a file to a thread costs more than the second core brings.
THREADS_FROM = 64 * 1024
_POLL_S = 0.2
# What ends a file, whatever its other pieces hold.
_WHOLE_FILE = {"missing", "truncated", "grown", "not_a_file", "unstable"}

Task = tuple[Expected, int | None]


def read_files(
    source: Source,
    base: str,
    wanted: Sequence[Expected],
    *,
    algorithms: Sequence[str],
    budget: Budget = UNLIMITED,
    stop: Callable[[], bool] = lambda: False,
    piece_range: tuple[int, int] | None = None,
) -> Iterator[Read]:
    """One outcome for each of `wanted`, in no order; paths are relative to `base`, which may be
    the file itself.

    `piece_range` (first, behind the last) reads only those 64 MiB pieces of the one wanted file
    and tells an outcome for each, as it is known: what was told need not be read again after a
    crash. No digest over the whole file comes of that.

    `stop` is asked in the caller's thread only, between small files and about five times a second
    otherwise; what is being read then is left untold. SourceError: the place is gone; what was
    told before stands.
    """
    check_algorithms(algorithms)
    if piece_range is not None and len(wanted) != 1:
        raise ValueError("pieces are of one file")
    how = How(source, folder_of(source, base), tuple(algorithms), budget, stop)
    if piece_range is not None:
        yield from _pieces(how, wanted[0], piece_range)
        return
    large: list[Task] = [(one, None) for one in wanted if _is_large(source, one)]
    large.sort(key=lambda task: -(task[0].size or 0))
    for read in _in_threads(how, large):
        yield read
        if stop():
            return
    yield from read_small(how, [one for one in wanted if not _is_large(source, one)])


def folder_of(source: Source, base: str) -> str:
    """`base`, or the folder it lies in if it is a file: what paths of a walk are relative to."""
    if base and (found := source.stat(base)) is not None and found.kind == "file":
        return base.rpartition("/")[0]
    return base


def _is_large(source: Source, one: Expected) -> bool:
    return not source.small_in_one_thread or (one.size or 0) >= THREADS_FROM


def _pieces(how: How, one: Expected, piece_range: tuple[int, int]) -> Iterator[Read]:
    first, behind = piece_range
    if one.size is not None:
        behind = min(behind, max(1, -(-one.size // PIECE)))
    for read in _in_threads(how, [(one, index) for index in range(first, behind)]):
        yield read
        if read.verdict in _WHOLE_FILE or how.stop():
            return


def _in_threads(how: How, tasks: list[Task]) -> Iterator[Read]:
    """Threads end with the generator, also where it is dropped half-way."""
    todo, lock, ended = iter(tasks), threading.Lock(), threading.Event()
    told: queue.SimpleQueue[Read | BaseException | None] = queue.SimpleQueue()
    inner = how._replace(stop=ended.is_set)

    def work() -> None:
        room: Room = Ring() if alone else OneBlock()
        try:
            while not ended.is_set():
                with lock:
                    task = next(todo, None)
                if task is None:
                    break
                told.put(read_one(inner, task[0], room, task[1]))
        except Stopped:
            pass
        except BaseException as why:
            told.put(why)
        finally:
            room.close()
            told.put(None)

    alone = len(tasks) == 1 and tasks[0][1] is None and len(how.algorithms) > 1
    count = min(how.source.threads, len(tasks))
    threads = [threading.Thread(target=work, name=f"reading-{n}") for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        while count:
            try:
                one = told.get(timeout=_POLL_S)
            except queue.Empty:
                if how.stop():
                    ended.set()
                continue
            if one is None:
                count -= 1
            elif isinstance(one, BaseException):
                raise one
            else:
                yield one
    finally:
        ended.set()
        for thread in threads:
            thread.join()
