"""Parts become one PDF: one structure tree, one set of names, bookmarks, page numbers.

Memory: one part at a time and what was written so far. Structure: ISO 32000-1 §7.7.4 (name
trees), §14.7 (logical structure).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import pydyf

from lib.pdf.archiving import put_archive, put_metadata
from lib.pdf.attachment import Attachment
from lib.pdf.part import Part
from lib.pdf.writer import Writer

_TOKEN = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>|\b(\d+) 0 R\b", re.DOTALL)


@dataclass(frozen=True)
class Bookmark:
    """A line of the reader's outline: `anchor` is the id of an element in any part."""

    title: str
    anchor: str
    children: tuple[Bookmark, ...] = ()


def join(
    out: BinaryIO,
    parts: Iterable[Part],
    *,
    stamps: Sequence[Part] = (),
    bookmarks: Sequence[Bookmark] = (),
    title: str,
    language: str,
    made_at: datetime | None = None,
    attachments: Sequence[Attachment] | None = None,
) -> int:
    """Write the joined PDF to `out`; answers the number of pages.

    `stamps` have one page for each page of the whole, drawn over it as an artifact (page numbers
    that only the whole knows). Without `attachments` it is PDF/UA-1, with a list, be it empty,
    PDF/A-3 (level A) as well, with those files in it. `made_at` (aware) is the date it bears.
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
    for part in parts:
        shift = writer.reserve(part.size) - 1
        special = {part.pages_root: root_pages, part.document: document}
        overlays = stamp_forms[len(pages) : len(pages) + part.page_count]
        _write_part(writer, part, shift, special, overlays, save)
        pages += [page["page"] + shift for page in part.pages]
        kids += [kid + shift for kid in part.kids]
        keys += [(key, _shifted(text.encode(), shift, special)) for key, text in part.keys]
        anchors |= {name: (page + shift, x, y) for name, page, x, y in part.anchors}
    writer.put(root_pages, b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(pages), _refs(pages)))
    _structure(writer, tree, document, number_tree, kids, keys)
    said, file_names = (b"", b"") if attachments is None else put_archive(writer, attachments)
    _names(writer, names, anchors)
    outlines = _outlines(writer, bookmarks, anchors)
    metadata = put_metadata(
        writer, info, title=title, made_at=made_at, archive=attachments is not None
    )
    writer.put(
        catalog,
        b"<</Type /Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/MarkInfo <</Marked true>>"
        b"/Lang %s/ViewerPreferences <</DisplayDocTitle true>>/Names <</Dests %d 0 R%s>>"
        b"/PageLabels <</Nums [0 <</S /D>>]>>/Metadata %d 0 R%s%s>>"
        % (
            root_pages, tree, pydyf.String(language).data, names, file_names, metadata,
            b"/PageMode /UseOutlines/Outlines %d 0 R" % outlines if outlines else b"", said,
        ),
    )  # fmt: skip
    writer.close(catalog, info)
    return len(pages)


def _write_part(
    writer: Writer, part: Part, shift: int, special: dict[int, int], overlays: list[int], save: int
) -> None:
    page_rows = {row["page"]: (at, row["contents"]) for at, row in enumerate(part.pages)}
    for number, head, stream in part.objects:
        if number == part.metadata:
            continue  # the whole has its own
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
