"""Large files into a column of bytes, piece by piece.

The driver spells a value out at four times its size: never a whole file in one statement.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from django.db.models import BinaryField, F, Func, Value

PIECE = 4 * 2**20


def pieces_of(content: bytes | IO[bytes]) -> Iterator[bytes]:
    """From where the file stands to its end."""
    file: IO[bytes] = io.BytesIO(content) if isinstance(content, bytes) else content
    while piece := file.read(PIECE):
        yield piece


def appended(column: str, piece: bytes) -> Func:
    """`column || piece`, for an `update`."""
    return Func(
        F(column), Value(piece, output_field=BinaryField()),
        template="%(expressions)s", arg_joiner=" || ", output_field=BinaryField(),
    )  # fmt: skip
