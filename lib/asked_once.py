"""Answers that hold throughout one verb, asked for once: grades, who holds which role, settings.

Outside of `asking_once` nothing is kept. Whoever opens it promises that nothing inside changes
what is asked; what the verb itself changes is no answer to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers_kept", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Inside, `once` keeps its answers; one inside another goes on with the outer one's."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_asking_once() -> bool:
    return _kept.get() is not None


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` answers; within `asking_once` the first answer of this key."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found
