"""The objects of a PDF, written one after the other: ISO 32000-1 clauses 7.5.7 and 7.5.8."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from typing import Any, BinaryIO

PER_OBJECT_STREAM = 1000


@dataclass
class Writer:
    """Numbers objects, packs those without a stream, and remembers where all of them are."""

    out: BinaryIO
    position: int = 0
    places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    last: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def reserve(self, count: int = 1) -> int:
        """The first of `count` new numbers."""
        first = self.last + 1
        self.last += count
        return first

    def raw(self, data: bytes) -> None:
        self.out.write(data)
        self.digest.update(data)
        self.position += len(data)

    def put(self, number: int, head: bytes, stream: bytes = b"") -> None:
        if stream:
            if stream.endswith(b"\r\nendstream"):
                # The CR is data. Readers that measure would count it to the end of the line.
                stream = stream[: -len(b"\nendstream")] + b"\r\nendstream"
            self.places[number] = (1, self.position, 0)
            self.raw(b"%d 0 obj\n" % number + head + stream + b"\nendobj\n")
            return
        self.waiting.append((number, head))
        if len(self.waiting) >= PER_OBJECT_STREAM:
            self.pack()

    def pack(self) -> None:
        if not self.waiting:
            return
        holder, index, body = self.reserve(), [], bytearray()
        for place, (number, head) in enumerate(self.waiting):
            index.append(f"{number} {len(body)}")
            body += head + b"\n"
            self.places[number] = (2, holder, place)
        first = (" ".join(index) + "\n").encode()
        packed = zlib.compress(first + bytes(body), 6)
        extra = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\n"
        self.waiting = []
        self.put(
            holder, extra % (len(index), len(first), len(packed)),
            b"stream\n" + packed + b"\nendstream",
        )  # fmt: skip

    def close(self, root: int, info: int) -> None:
        self.pack()
        own, start = self.reserve(), self.position
        self.places[own] = (1, start, 0)
        rows = b"\0" + b"\0" * 5 + b"\xff\xff"
        for number in range(1, self.last + 1):
            kind, a, b = self.places.get(number, (0, 0, 0))
            rows += bytes([kind]) + a.to_bytes(5, "big") + b.to_bytes(2, "big")
        packed = zlib.compress(rows, 6)
        name = self.digest.hexdigest()[:32].encode()
        extra = (
            b"<</Type /XRef/Size %d/W [1 5 2]/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
            b"/Filter /FlateDecode/Length %d>>\n"
            % (self.last + 1, root, info, name, name, len(packed))
        )
        self.put(own, extra, b"stream\n" + packed + b"\nendstream")
        self.raw(b"startxref\n%d\n%%%%EOF\n" % start)
