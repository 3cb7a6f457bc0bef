"""Office files from strangers: looked at as a packed folder before anything opens them.

Refused are macros, embedded programs, document types and entities (XXE, "billion laughs"), and
packages that unpack to much more than they are. What points outside is never fetched; it is
counted, so that the person is told what does not come along.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from lib.errors import Refused

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_RATIO = 100
MOST_PARTS = 2_000
DEEPEST = 200  # elements within elements
_CHUNK = 2**16
# Small parts of a workbook pack well; below this nobody is harmed.
_RATIO_FROM = 2**20
_PROGRAM = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|oleobject|\.(bin|exe|dll|js|vbs)$")
_HARMLESS_BINARY = re.compile(r"printersettings\d*\.bin$|calcchain\.bin$")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass
class Looked:
    """`outside` are addresses of other files (not of web links in text), `links` web links;
    `xml_bytes` is what a reader that keeps the whole document will have in memory."""

    xml_bytes: int = 0
    outside: int = 0
    links: int = 0
    pictures: int = 0


def checked_size(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise _refused("too_large", _("The file is larger than 10 MB. Split it."))
    if content.startswith(OLD_OFFICE):
        words = _(
            "This is a file of an old office version or an encrypted one. "
            "Save it anew as XLSX or DOCX, without a password."
        )
        raise _refused("old_format", words)


def checked_package(content: bytes) -> Looked:
    """Raises Refused at `file`; answers what of it will be left out."""
    checked_size(content)
    found = Looked()
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _check_parts(parts)
            for part in parts:
                xml = _Xml(found) if part.filename.lower().endswith((".xml", ".rels")) else None
                for chunk in _chunks(packed, part):
                    unpacked += len(chunk)
                    if unpacked > MOST_UNPACKED:
                        raise _bomb()
                    if xml:
                        found.xml_bytes += len(chunk)
                        xml.feed(chunk)
                if xml:
                    xml.close()
                found.pictures += "/media/" in part.filename.lower()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
            expat.ExpatError, ValueError) as error:  # fmt: skip
        raise _refused("unreadable", _("The file cannot be read; it may be damaged.")) from error
    return found


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise _refused("unreadable", _("The file cannot be read; it may be damaged."))
    if "[content_types].xml" not in names:
        raise _refused("not_office", _("This is no XLSX or DOCX file."))
    for name in names:
        if _PROGRAM.search(name) and not _HARMLESS_BINARY.search(name):
            words = _("The file holds macros or embedded programs. Save it without them.")
            raise _refused("macros", words)
    for part in parts:
        if part.flag_bits & 1:
            raise _refused("encrypted", _("The file is encrypted. Save it without a password."))
        too_dense = part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if part.file_size > _RATIO_FROM and too_dense:
            raise _bomb()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _bomb()


def _chunks(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _Xml:
    """Reads one part as it comes; raises for what no office file needs."""

    def __init__(self, found: Looked):
        self.found, self.depth = found, 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)

    def _doctype(self, *_given: Any) -> None:
        raise _refused("dtd", _("The file declares a document type; no office program does that."))

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refused("unreadable", _("The file cannot be read; it may be damaged."))
        kind = given.get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            words = _("The file holds macros or embedded programs. Save it without them.")
            raise _refused("macros", words)
        if name.endswith("Relationship") and given.get("TargetMode", "").lower() == "external":
            if given.get("Type", "").lower().endswith("/hyperlink"):
                self.found.links += 1
            else:
                self.found.outside += 1

    def _end(self, _name: str) -> None:
        self.depth -= 1


def _bomb() -> Refused:
    return _refused("bomb", _("Unpacked, the file is far larger than it looks; it is not opened."))


def _refused(code: str, message: Any) -> Refused:
    return Refused(code, message, "file")
