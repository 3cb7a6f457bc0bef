"""One rendered part of a document: its PDF objects, and what the join must know of them.

Taken from WeasyPrint while its objects are still objects, so nothing of a PDF is ever parsed.
Numbers inside the objects are those of the part; `lib.pdf.joining` shifts them.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote

import pydyf

KEYS_PER_PART = 1_000_000
LINK = "part:"
"""`<a href="part:ANCHOR#WORDS">` leads to an anchor in any part; the words are read aloud."""


@dataclass
class Part:
    """`objects`: (number, head, stream) where only the head holds references."""

    objects: list[tuple[int, bytes, bytes]]
    size: int
    pages: list[dict[str, int]]
    resources: int
    pages_root: int
    document: int
    kids: list[int]
    keys: list[tuple[int, str]]
    anchors: list[tuple[str, int, float, float]]
    x_objects: list[tuple[str, int]]
    metadata: int | None = None
    note: dict[str, Any] = field(default_factory=dict)

    @property
    def page_count(self) -> int:
        return len(self.pages)

    def page_of(self, anchor: str) -> int:
        """The page of an anchor, counted from 0 within the part."""
        page = next(number for name, number, _x, _y in self.anchors if name == anchor)
        return next(at for at, one in enumerate(self.pages) if one["page"] == page)

    def to_bytes(self) -> bytes:
        head = asdict(self) | {
            "objects": [(number, len(head), len(body)) for number, head, body in self.objects]
        }
        line = json.dumps(head, ensure_ascii=True).encode()
        blob = b"".join(head + body for _number, head, body in self.objects)
        return zlib.compress(len(line).to_bytes(8, "big") + line + blob, 6)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Part:
        raw = zlib.decompress(packed)
        at = 8 + int.from_bytes(raw[:8], "big")
        head = json.loads(raw[8:at])
        objects = []
        for number, head_length, body_length in head["objects"]:
            middle, end = at + head_length, at + head_length + body_length
            objects.append((number, raw[at:middle], raw[middle:end]))
            at = end
        return cls(**(head | {"objects": objects}))


def capture(pdf: pydyf.PDF, number: int) -> Part:
    """The part number `number` out of the PDF WeasyPrint is about to write."""
    catalog = pdf.catalog
    keys_from = number * KEYS_PER_PART
    by_number = {one.number: one for one in pdf.objects}
    pages = [by_number[_number(ref)] for ref in pdf.pages["Kids"][::3]]
    resources = by_number[_number(pages[0]["Resources"])]
    x_objects = [(name, _number(ref)) for name, ref in resources.pop("XObject", {}).items()]
    kids, keys, document = _tags(pdf, by_number, keys_from, number)
    page_rows = []
    for page in pages:
        page_rows.append({"page": page.number, "contents": _number(page.pop("Contents"))})
        if "StructParents" in page:
            page["StructParents"] += keys_from
    _links(pdf, keys_from)
    skipped = {catalog.number, pdf.pages.number, pdf.info.number, 0}
    objects = [
        (one.number, *_halves(one))
        for one in pdf.objects
        if one.free != "f" and one.number not in skipped
    ]
    return Part(
        objects=objects,
        size=len(pdf.objects) + 1,
        pages=page_rows,
        resources=resources.number,
        pages_root=pdf.pages.number,
        document=document,
        kids=kids,
        keys=keys,
        anchors=_anchors(catalog),
        x_objects=x_objects,
        metadata=_number(catalog["Metadata"]) if "Metadata" in catalog else None,
    )


def _number(reference: Any) -> int:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return int(text.split()[0])


def _halves(one: pydyf.Object) -> tuple[bytes, bytes]:
    """References stand before `stream`; what follows is data and must not be touched."""
    data = one.data
    if not isinstance(one, pydyf.Stream):
        return data, b""
    cut = data.index(b"stream\n")
    return data[:cut], data[cut:]


def _tags(
    pdf: pydyf.PDF, by_number: dict[int, Any], keys_from: int, number: int
) -> tuple[list[int], list[tuple[int, str]], int]:
    """Take the structure's roots off; make the ids of table headers unique in the whole."""
    if "StructTreeRoot" not in pdf.catalog:
        return [], [], 0
    root = by_number[_number(pdf.catalog["StructTreeRoot"])]
    document = by_number[_number(root["K"][0])]
    nums = by_number[_number(root["ParentTree"])]["Nums"]
    keys = []
    for key, value in zip(nums[::2], nums[1::2], strict=True):
        text = value.data if isinstance(value, pydyf.Object) else value
        keys.append((key + keys_from, text.decode()))
    for one in pdf.objects:
        if isinstance(one, pydyf.Dictionary) and "ID" in one and one.get("Type") == "/StructElem":
            one["ID"].string = f"{number}-{one['ID'].string}"
    kids = [_number(ref) for ref in document["K"]]
    for gone in (root, document, by_number[_number(root["ParentTree"])]):
        gone.free = "f"
    return kids, keys, document.number


def _links(pdf: pydyf.PDF, keys_from: int) -> None:
    for one in pdf.objects:
        if not isinstance(one, pydyf.Dictionary) or one.get("Subtype") != "/Link":
            continue
        one["F"] = 4  # printed, as everything in an archive
        if "StructParent" in one:
            one["StructParent"] += keys_from
        action = one.get("A")
        target = action["URI"].string if action else ""
        if target.startswith(LINK):
            anchor, _hash, words = target.removeprefix(LINK).partition("#")
            del one["A"]
            one["Dest"] = pydyf.String(unquote(anchor))
            one["Contents"] = pydyf.String(unquote(words) or unquote(anchor))


def _anchors(catalog: pydyf.Dictionary) -> list[tuple[str, int, float, float]]:
    names = catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    return [
        (name.string, _number(place[0]), float(place[2]), float(place[3]))
        for name, place in zip(names[::2], names[1::2], strict=True)
    ]
