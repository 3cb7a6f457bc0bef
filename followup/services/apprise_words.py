"""What Apprise says while it sends (it answers only yes or no), without the keys it quotes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def listening(said: list[str]) -> Iterator[None]:
    """Warnings and errors of the block are added to `said`."""
    logger = logging.getLogger("apprise")
    before, handler = logger.level, _Collector(said)
    logger.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def without_secrets(words: str, url: str) -> str:
    """Error texts of libraries may quote the URL: keys do not belong into the log."""
    for part in {url, *re.split(r"[/?&=@:]+", url.partition("://")[2])}:
        if len(part) >= 8:
            words = words.replace(part, "…")
    return words


class _Collector(logging.Handler):
    def __init__(self, said: list[str]):
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
