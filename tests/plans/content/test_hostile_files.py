"""Files from strangers: what is refused before anything opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import sha256

import pytest

from lib.errors import Refused
from plans.importing.docx_sections import read_docx
from plans.importing.guarding import MOST_BYTES, checked_package
from plans.importing.markdown_sections import read_markdown
from plans.services.content_import import kind_of
from tests.plans.content.files import CONTENT_TYPES, document, part_of, sheet, with_part

BOMB = b"<x>" + b" " * 30_000_000 + b"</x>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document>&f;</w:document>'
RELS = "word/_rels/document.xml.rels"


def lied_about(package: bytes) -> bytes:
    """The sizes in the directory say one byte."""
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        size = packed.getinfo("x.xml").file_size
    return package.replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))


def deep() -> bytes:
    return b"<a>" * 5_000 + b"</a>" * 5_000


def macro_enabled() -> bytes:
    types = part_of(document(), CONTENT_TYPES)
    named = types.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main")
    return with_part(document(), CONTENT_TYPES, named)


def twice() -> bytes:
    stream = io.BytesIO(document())
    with zipfile.ZipFile(stream, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("word/document.xml", "<x/>")
    return stream.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a program of Word": (lambda: with_part(document(), "word/vbaProject.bin", b"x"), "macros"),
    "a macro sheet": (lambda: with_part(sheet(["a"]), "xl/macrosheets/s.xml", "<x/>"), "macros"),
    "an embedded object": (
        lambda: with_part(document(), "word/embeddings/oleObject1.bin", b"x"), "macros",
    ),
    "ActiveX": (lambda: with_part(document(), "word/activeX/activeX1.xml", "<x/>"), "macros"),
    "a macro document renamed": (macro_enabled, "macros"),
    "a bomb": (lambda: with_part(document(), "x.xml", BOMB), "bomb"),
    "a bomb that lies": (lambda: lied_about(with_part(document(), "x.xml", BOMB)), "unreadable"),
    "a billion laughs": (lambda: with_part(document(), "word/document.xml", LAUGHS), "dtd"),
    "a file from outside": (lambda: with_part(document(), "word/document.xml", OUTSIDE), "dtd"),
    "the same in UTF-16": (
        lambda: with_part(document(), "word/document.xml", OUTSIDE.encode("utf-16")), "dtd",
    ),
    "elements without end": (lambda: with_part(document(), "x.xml", deep()), "unreadable"),
    "broken XML": (lambda: with_part(document(), "word/document.xml", "<w:a>"), "unreadable"),
    "a part that stands twice": (twice, "unreadable"),
    "any archive": (lambda: with_part(sheet(["a"]), "x", b"")[:-30], "unreadable"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_format"),
    "a large file": (lambda: b"PK\x03\x04" + b"x" * MOST_BYTES, "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_packages(name: str):
    make, code = HOSTILE[name]
    with pytest.raises(Refused) as refusal:
        checked_package(make())
    assert [(one.code, one.field) for one in refusal.value.problems] == [(code, "file")]


def test_an_archive_that_is_no_office_file():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(Refused) as refusal:
        checked_package(stream.getvalue())
    assert refusal.value.problems[0].code == "not_office"


def test_what_points_outside_is_counted_and_not_fetched():
    rels = part_of(document(), RELS).replace(
        "</Relationships>",
        '<Relationship Id="r90" Type="http://s/attachedTemplate" Target="http://127.0.0.1:9/t.dotm"'
        ' TargetMode="External"/></Relationships>',
    )
    assert checked_package(with_part(document(), RELS, rels)).outside == 1
    assert [one.title for one in read_docx(with_part(document(), RELS, rels), "a.docx")] == [
        "Purpose", "Steps",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_document_that_would_fill_the_memory():
    dense = "".join(
        sha256(bytes([number % 256, number // 256])).hexdigest() for number in range(2_000)
    )
    text = dense * 250
    with pytest.raises(Refused) as refusal:
        read_docx(with_part(document(), "word/x.xml", f"<x>{text}</x>"), "a.docx")
    assert refusal.value.problems[0].code == "too_large"


@pytest.mark.parametrize("name", ["a.xlsm", "a.docm", "a.xlsb"])
def test_endings_of_macro_files(name: str):
    with pytest.raises(Refused) as refusal:
        kind_of(name)
    assert refusal.value.problems[0].code == "macros"


def test_bytes_are_no_markdown():
    with pytest.raises(Refused) as refusal:
        read_markdown(b"\x00\xff\xfe\x81", "a.md")
    assert refusal.value.problems[0].code == "encoding"
