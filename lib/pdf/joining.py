"""Parts become one PDF: one structure tree, one set of names, bookmarks, page numbers.

Memory: one part at a time and what was written so far. Structure: ISO 32000-1 §7.5.7 (object
streams), §7.7.4 (name trees), §14.7 (logical structure).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pydyf

from lib.pdf.part import Part

PER_OBJECT_STREAM = 1000
_TOKEN = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>|\b(\d+) 0 R\b", re.DOTALL)


@dataclass(frozen=True)
class Bookmark:
    """A line of the reader's outline: `anchor` is the id of an element in any part."""

    title: str
    anchor: str
    children: tuple[Bookmark, ...] = ()


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


def join(
    out: BinaryIO,
    parts: Iterable[Part],
    *,
    stamps: Sequence[Part] = (),
    bookmarks: Sequence[Bookmark] = (),
    title: str,
    language: str,
) -> int:
    """Write the joined PDF to `out`; answers the number of pages.

    `stamps` have one page for each page of the whole, drawn over it as an artifact (page numbers
    that only the whole knows).
    """
    writer = Writer(out)
    writer.raw(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    catalog, info, root_pages, tree, document, number_tree, names = (
        writer.reserve() for _ in range(7)
    )
    save = _save_state(writer)
    stamp_forms = [form for part in stamps for form in _stamp_forms(writer, part)]
    pages: list[int] = []
    kids: list[int] = []
    keys: list[tuple[int, bytes]] = []
    anchors: dict[str, tuple[int, float, float]] = {}
    metadata = None
    for part in parts:
        shift = writer.reserve(part.size) - 1
        special = {part.pages_root: root_pages, part.document: document}
        overlays = stamp_forms[len(pages) : len(pages) + part.page_count]
        _write_part(writer, part, shift, special, overlays, save)
        pages += [page["page"] + shift for page in part.pages]
        kids += [kid + shift for kid in part.kids]
        keys += [(key, _shifted(text.encode(), shift, special)) for key, text in part.keys]
        anchors |= {name: (page + shift, x, y) for name, page, x, y in part.anchors}
        if metadata is None and part.metadata:
            metadata = part.metadata + shift
    writer.put(root_pages, b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(pages), _refs(pages)))
    _structure(writer, tree, document, number_tree, kids, keys)
    _names(writer, names, anchors)
    outlines = _outlines(writer, bookmarks, anchors)
    writer.put(info, _text_dictionary({"Title": title, "Producer": "WeasyPrint"}))
    writer.put(
        catalog,
        b"<</Type /Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/MarkInfo <</Marked true>>"
        b"/Lang %s/ViewerPreferences <</DisplayDocTitle true>>/Names <</Dests %d 0 R>>"
        b"/PageLabels <</Nums [0 <</S /D>>]>>%s%s>>"
        % (
            root_pages, tree, pydyf.String(language).data, names,
            b"/PageMode /UseOutlines/Outlines %d 0 R" % outlines if outlines else b"",
            b"/Metadata %d 0 R" % metadata if metadata else b"",
        ),
    )  # fmt: skip
    writer.close(catalog, info)
    return len(pages)


def _write_part(
    writer: Writer, part: Part, shift: int, special: dict[int, int], overlays: list[int], save: int
) -> None:
    page_rows = {row["page"]: (at, row["contents"]) for at, row in enumerate(part.pages)}
    for number, head, stream in part.objects:
        data = _shifted(head, shift, special)
        if number in page_rows:
            at, contents = page_rows[number]
            data = data[:-2] + b"/Contents [%d 0 R %d 0 R" % (save, contents + shift)
            data += b" %d 0 R" % _overlay(writer, at) if overlays else b""
            data += b"]>>"
        elif number == part.resources:
            entries = [(name, place + shift) for name, place in part.x_objects]
            entries += [(f"stamp{at}", form) for at, form in enumerate(overlays)]
            data = data[:-2] + b"/XObject <<%s>>>>" % b"".join(
                b"/%s %d 0 R" % (name.encode(), place) for name, place in entries
            )
        writer.put(number + shift, data, stream)


def _shifted(data: bytes, shift: int, special: dict[int, int]) -> bytes:
    """`data` with its references renumbered; what stands in strings is left alone."""

    def renumber(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        number = int(found[1])
        return b"%d 0 R" % special.get(number, number + shift)

    return _TOKEN.sub(renumber, data)


def _stream(writer: Writer, data: bytes) -> int:
    number = writer.reserve()
    writer.put(number, b"<</Length %d>>\n" % len(data), b"stream\n" + data + b"\nendstream")
    return number


def _save_state(writer: Writer) -> int:
    return _stream(writer, b"q")


def _overlay(writer: Writer, at: int) -> int:
    """Back to the state before the page, then its stamp, which no reader reads aloud."""
    return _stream(writer, b"Q /Artifact <</Type /Pagination>> BDC q /stamp%d Do Q EMC" % at)


def _stamp_forms(writer: Writer, stamps: Part) -> list[int]:
    """Each page of `stamps` as a form that can be drawn on another page."""
    shift = writer.reserve(stamps.size) - 1
    contents = [row["contents"] for row in stamps.pages]
    dropped = {row["page"] for row in stamps.pages}
    box = b"/Type /XObject/Subtype /Form/BBox [0 0 10000 10000]/Resources %d 0 R" % (
        stamps.resources + shift
    )
    for number, head, stream in stamps.objects:
        if number in dropped:
            continue
        data = _shifted(head, shift, {})
        if number in contents:
            cut = data.rindex(b">>")
            data = data[:cut] + box + data[cut:]
        writer.put(number + shift, data, stream)
    return [number + shift for number in contents]


def _refs(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _structure(
    writer: Writer, tree: int, document: int, number_tree: int,
    kids: list[int], keys: list[tuple[int, bytes]],
) -> None:  # fmt: skip
    writer.put(
        tree,
        b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R>>" % (document, number_tree),
    )
    writer.put(
        document,
        b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (tree, _refs(kids)),
    )
    rows = b" ".join(b"%d %s" % row for row in sorted(keys))
    writer.put(number_tree, b"<</Nums [%s]>>" % rows)


def _names(writer: Writer, number: int, anchors: dict[str, tuple[int, float, float]]) -> None:
    """Anchors are ASCII by construction, so their order is that of their bytes."""
    body = b" ".join(
        b"(%s) [%d 0 R /XYZ %.2f %.2f 0]" % (name.encode("ascii"), *place)
        for name, place in sorted(anchors.items())
    )
    writer.put(number, b"<</Names [%s]>>" % body)


def _outlines(
    writer: Writer, bookmarks: Sequence[Bookmark], anchors: dict[str, tuple[int, float, float]]
) -> int:
    if not bookmarks:
        return 0
    root = writer.reserve()
    first, last, count = _outline_level(writer, bookmarks, root, anchors)
    writer.put(
        root, b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count)
    )
    return root


def _outline_level(
    writer: Writer, bookmarks: Sequence[Bookmark], parent: int,
    anchors: dict[str, tuple[int, float, float]],
) -> tuple[int, int, int]:  # fmt: skip
    first = writer.reserve(len(bookmarks))
    for at, bookmark in enumerate(bookmarks):
        own = first + at
        page, x, y = anchors[bookmark.anchor]
        data = b"<</Title %s/Parent %d 0 R/Dest [%d 0 R /XYZ %.2f %.2f 0]" % (
            pydyf.String(bookmark.title).data, parent, page, x, y,
        )  # fmt: skip
        if at:
            data += b"/Prev %d 0 R" % (own - 1)
        if at < len(bookmarks) - 1:
            data += b"/Next %d 0 R" % (own + 1)
        if bookmark.children:
            child_first, child_last, _count = _outline_level(
                writer, bookmark.children, own, anchors
            )
            data += b"/First %d 0 R/Last %d 0 R/Count -%d" % (
                child_first, child_last, len(bookmark.children),
            )  # fmt: skip
        writer.put(own, data + b">>")
    return first, first + len(bookmarks) - 1, len(bookmarks)


def _text_dictionary(texts: dict[str, str]) -> bytes:
    return b"<<%s>>" % b"".join(
        b"/%s %s" % (key.encode(), pydyf.String(text).data) for key, text in texts.items()
    )
