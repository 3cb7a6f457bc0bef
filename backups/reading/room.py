"""Where blocks are read into, and from where they go into the digests."""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, Protocol

BLOCK = 1024 * 1024
_RING = 4

Update = Callable[[Any], Any]


class Room(Protocol):
    def next(self) -> memoryview:
        """A free block, aligned to a page as reading past the cache demands."""
        ...

    def feed(self, block: memoryview, count: int, updates: Sequence[Update]) -> None:
        """Its first `count` bytes into each digest, now or later, in order."""
        ...

    def settle(self) -> None:
        """Return when all that was fed has arrived."""
        ...

    def close(self) -> None: ...


class OneBlock:
    """The same block again and again: for files that are read beside each other."""

    def __init__(self) -> None:
        self._block = new_block()

    def next(self) -> memoryview:
        return self._block

    def feed(self, block: memoryview, count: int, updates: Sequence[Update]) -> None:
        part = block if count == BLOCK else block[:count]
        for update in updates:
            update(part)

    def settle(self) -> None: ...

    def close(self) -> None: ...


class Ring:
    """A thread for each digest over four blocks: for one file alone, which else one core would
    read and digest for all of them, one after the other."""

    def __init__(self) -> None:
        self._blocks = [new_block() for _ in range(_RING)]
        self._done = [threading.Semaphore(0) for _ in range(_RING)]
        self._owed = [0] * _RING
        self._turn = -1
        self._queues: list[SimpleQueue[tuple[Update, memoryview, threading.Semaphore] | None]] = []
        self._threads: list[threading.Thread] = []

    def next(self) -> memoryview:
        self._turn = (self._turn + 1) % _RING
        self._await(self._turn)
        return self._blocks[self._turn]

    def feed(self, block: memoryview, count: int, updates: Sequence[Update]) -> None:
        part = block if count == BLOCK else block[:count]
        while len(self._queues) < len(updates):
            self._begin()
        self._owed[self._turn] = len(updates)
        for queue, update in zip(self._queues, updates, strict=False):
            queue.put((update, part, self._done[self._turn]))

    def settle(self) -> None:
        for place in range(_RING):
            self._await(place)

    def close(self) -> None:
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            thread.join()

    def _await(self, place: int) -> None:
        for _ in range(self._owed[place]):
            self._done[place].acquire()
        self._owed[place] = 0

    def _begin(self) -> None:
        queue: SimpleQueue[Any] = SimpleQueue()
        name = f"reading-digest-{len(self._queues)}"
        thread = threading.Thread(target=_digest, args=(queue,), name=name)
        self._queues.append(queue)
        self._threads.append(thread)
        thread.start()


def new_block() -> memoryview:
    return memoryview(mmap.mmap(-1, BLOCK))


def _digest(queue: SimpleQueue[Any]) -> None:
    while (work := queue.get()) is not None:
        update, part, done = work
        try:
            update(part)
        finally:
            done.release()
