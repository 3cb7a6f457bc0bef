"""Markdown into a Word document: headings, paragraphs, lists, tables, code, links."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from plans.markdown import READER, SCHEMES

DEEPEST_LIST = 3  # styles of the template
DEEPEST_HEADING = 6


def plain(text: str) -> str:
    """Without the control characters no XML holds."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def add_markdown(document: Any, text: str, *, below: int) -> None:
    """Append `text`; its headings come below level `below`."""
    tokens: list[Token] = READER.parse(plain(text))
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    _Writer(document, below - min(levels, default=1) + 1).blocks(SyntaxTreeNode(tokens).children)


class _Writer:
    def __init__(self, document: Any, shift: int):
        self.document, self.shift = document, shift

    def blocks(self, nodes: list[SyntaxTreeNode], style: str | None = None) -> None:
        for node in nodes:
            getattr(self, f"_{node.type}", self._other)(node, style)

    def _heading(self, node: SyntaxTreeNode, _style: str | None) -> None:
        level = min(int(node.tag[1]) + self.shift, DEEPEST_HEADING)
        self._write(self.document.add_heading(level=level), node)

    def _paragraph(self, node: SyntaxTreeNode, style: str | None) -> None:
        self._write(self.document.add_paragraph(style=style), node)

    def _bullet_list(self, node: SyntaxTreeNode, _style: str | None, deep: int = 1) -> None:
        self._items(node, "List Bullet", deep)

    def _ordered_list(self, node: SyntaxTreeNode, _style: str | None, deep: int = 1) -> None:
        self._items(node, "List Number", deep)

    def _items(self, node: SyntaxTreeNode, style: str, deep: int) -> None:
        level = min(deep, DEEPEST_LIST)
        named = style if level == 1 else f"{style} {level}"
        for item in node.children:
            first = True
            for child in item.children:
                if child.type == "bullet_list":
                    self._bullet_list(child, None, deep + 1)
                elif child.type == "ordered_list":
                    self._ordered_list(child, None, deep + 1)
                else:
                    self.blocks([child], named if first else f"List Continue{_nth(level)}")
                first = False

    def _blockquote(self, node: SyntaxTreeNode, _style: str | None) -> None:
        self.blocks(node.children, "Quote")

    def _fence(self, node: SyntaxTreeNode, _style: str | None) -> None:
        run = self.document.add_paragraph().add_run(node.content.rstrip("\n"))
        run.font.name, run.font.size = "Consolas", Pt(9)

    _code_block = _fence

    def _hr(self, _node: SyntaxTreeNode, _style: str | None) -> None:
        self.document.add_paragraph("—" * 10)

    def _table(self, node: SyntaxTreeNode, _style: str | None) -> None:
        lines = [row.children for part in node.children for row in part.children]
        table = self.document.add_table(len(lines), max(map(len, lines)), style="Table Grid")
        for at, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                self._write(table.cell(at, place).paragraphs[0], cell, bold=at == 0)

    def _other(self, node: SyntaxTreeNode, style: str | None) -> None:
        if node.children:
            self.blocks(node.children, style)
        elif node.content:
            self.document.add_paragraph(node.content, style=style)

    def _write(self, paragraph: Any, node: SyntaxTreeNode, *, bold: bool = False) -> None:
        for inline in node.children:
            _runs(paragraph, inline.children, {"bold": True} if bold else {})


def _runs(paragraph: Any, nodes: list[SyntaxTreeNode], look: dict[str, bool]) -> None:
    for node in nodes:
        if node.type in ("strong", "em"):
            _runs(
                paragraph,
                node.children,
                look | {"strong": {"bold": True}, "em": {"italic": True}}[node.type],
            )
        elif node.type == "link":
            _link(paragraph, node)
        elif node.type in ("softbreak", "hardbreak"):
            run = paragraph.add_run(" " if node.type == "softbreak" else "")
            if node.type == "hardbreak":
                run.add_break()
        elif node.type in ("text", "code_inline", "image"):
            run = paragraph.add_run(node.content)
            for name, value in look.items():
                setattr(run, name, value)
        elif node.children:
            _runs(paragraph, node.children, look)


def _link(paragraph: Any, node: SyntaxTreeNode) -> None:
    """A link of Word's own; of an address that may not be followed only the words stay."""
    words = "".join(one.content for one in node.walk() if one.type in ("text", "code_inline"))
    address = str(node.attrs.get("href", ""))
    if address.split(":", 1)[0].lower() not in SCHEMES:
        paragraph.add_run(words)
        return
    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    run = paragraph.add_run(words)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _nth(level: int) -> str:
    return "" if level == 1 else f" {level}"
