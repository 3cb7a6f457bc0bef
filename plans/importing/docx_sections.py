"""Sections out of a DOCX file: its headings, paragraphs, lists and tables as Markdown.

Pictures, text boxes, footnotes and comments stay behind. Nothing outside the file is opened;
`checked_package` has looked at it before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from lib.errors import Refused
from plans.importing.found import FoundSection, arranged
from plans.importing.guarding import checked_package
from plans.markdown import SCHEMES

MOST_CELLS = 20_000
MOST_XML = 30 * 2**20  # the reader keeps all of it, some ten times as large
DEEPEST = 4  # the title, and three levels of headings below it
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def read_docx(content: bytes, filename: str) -> list[FoundSection]:
    """Raises Refused at `file`."""
    if checked_package(content).xml_bytes > MOST_XML:
        raise Refused("too_large", _("The document has too much text. Split it."), "file")
    try:
        document = Document(io.BytesIO(content))
        found = list(_headed(document))
    except Refused:
        raise
    except Exception as error:  # whatever a broken part makes the reader raise
        words = _("The document cannot be read; it may be damaged.")
        raise Refused("unreadable", words, "file") from error
    return arranged(found, filename.rsplit(".", 1)[0])


def _headed(document: Any) -> Iterator[tuple[int, str, str]]:
    level, title, blocks = 0, "", _Blocks()
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            blocks.add(_table(part))
            continue
        found = _level(part)
        if found is None:
            blocks.paragraph(part)
        elif found <= DEEPEST:
            yield level, title, blocks.text
            level, title, blocks = found, part.text.strip(), _Blocks()
        elif part.text.strip():
            blocks.add(f"#### {_escaped(part.text.strip())}")
    yield level, title, blocks.text


class _Blocks:
    """Paragraphs with blank lines between them; items of one list without."""

    def __init__(self) -> None:
        self.text = ""
        self.in_list = False

    def add(self, block: str, *, item: bool = False) -> None:
        between = "\n" if item and self.in_list else "\n\n"
        self.text = f"{self.text}{between}{block}" if self.text else block
        self.in_list = item

    def paragraph(self, part: Paragraph) -> None:
        words = _inline(part).strip()
        if not words:
            return
        marker = _marker(part)
        self.add(f"{marker}{words}", item=bool(marker))


def _level(part: Paragraph) -> int | None:
    """1 is the title of the document, 2 its first level of headings."""
    if not part.text.strip():
        return None
    style = part.style
    for _step in range(10):  # a style may rest on a heading
        if style is None:
            return None
        name = (style.name or "").lower()
        if name == "title":
            return 1
        match = _HEADING.match(name)
        if match:
            return int(match[1]) + 1
        style = style.base_style  # type: ignore[union-attr]
    return None


def _marker(part: Paragraph) -> str:
    """What begins an item of a list: "- ", or "1. " where the style counts."""
    name = ((part.style.name if part.style else "") or "").lower()
    numbered = part._p.pPr is not None and part._p.pPr.numPr is not None
    if "number" in name or "编号" in name:
        return "1. "
    if numbered or "bullet" in name or "项目符号" in name:
        return "- "
    return ""


def _inline(part: Paragraph) -> str:
    found = []
    for piece in part.iter_inner_content():
        if isinstance(piece, Hyperlink):
            address = piece.url or ""
            words = _escaped(piece.text)
            safe = address.split(":", 1)[0].lower() in SCHEMES and not set(address) & set(" <>()\n")
            found.append(f"[{words}]({address})" if safe and words else words)
            continue
        words = _escaped(piece.text)
        bare = words.strip()
        if bare and (piece.bold or piece.italic):
            mark = "**" if piece.bold else "*"
            words = words.replace(bare, f"{mark}{bare}{mark}", 1)
        found.append(words)
    return "".join(found).replace("****", "").replace("\n", "  \n")


def _table(table: Table) -> str:
    rows: list[list[str]] = []
    seen = 0
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            seen += 1
            if seen > MOST_CELLS:
                raise Refused("too_large", _("A table has more than 20,000 cells."), "file")
            if cell._tc is last:  # a merged cell is given once for each column it covers
                cells.append("")
                continue
            last = cell._tc
            cells.append(" ".join(_escaped(cell.text).split()))
        rows.append(cells)
    if not rows:
        return ""
    width = max(len(cells) for cells in rows)
    lines = [cells + [""] * (width - len(cells)) for cells in rows]
    lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _escaped(text: str) -> str:
    """What Markdown would read as its own stays as it was typed."""
    return _SPECIAL.sub(r"\\\1", text)
