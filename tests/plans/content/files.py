"""Files to import: good ones, and packages somebody tampered with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from docx import Document

from lib.tables import write_xlsx

CONTENT_TYPES = "[Content_Types].xml"


def sheet(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    return write_xlsx(header, rows, "Tasks")


def document() -> bytes:
    """A title, two headings, a list, a table, a link."""
    made = Document()
    made.add_heading("The plan", 0)
    made.add_heading("Purpose", 1)
    made.add_paragraph("Keep *going*.")
    paragraph = made.add_paragraph("Really ")
    paragraph.add_run("fast").bold = True
    made.add_heading("Steps", 2)
    made.add_paragraph("Call", style="List Bullet")
    made.add_paragraph("Act", style="List Bullet")
    table = made.add_table(2, 2)
    for place, text in enumerate(("Who", "What", "IT | lead", "calls")):
        table.cell(place // 2, place % 2).text = text
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(package: bytes, name: str, content: bytes | str) -> bytes:
    """The package with one part more, or in place of the one of this name."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def part_of(package: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        return packed.read(name).decode()
