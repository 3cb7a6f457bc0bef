"""Sections out of a Markdown file: every heading down to the third level begins one."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext_lazy as _

from lib.errors import Refused
from plans.importing.found import FoundSection, arranged
from plans.importing.guarding import checked_size
from plans.markdown import READER

LEVELS = 3
_MARKS = re.compile(r"[*_`~]+")


def read_markdown(content: bytes, filename: str) -> list[FoundSection]:
    """Raises Refused at `file` for what is no text."""
    checked_size(content)
    lines = _text(content).splitlines()
    tokens = READER.parse("\n".join(lines))
    heads = [
        (int(token.tag[1]), tokens[at + 1].content, token.map)
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    heads = [head for head in heads if head[0] <= _deepest([level for level, *_rest in heads])]
    found: list[tuple[int, str, str]] = []
    start = heads[0][2][0] if heads else len(lines)
    found.append((0, "", "\n".join(lines[:start])))
    for at, (level, title, place) in enumerate(heads):
        end = heads[at + 1][2][0] if at + 1 < len(heads) else len(lines)
        found.append((level, _MARKS.sub("", title), "\n".join(lines[place[1] : end])))
    return arranged(found, filename.rsplit(".", 1)[0])


def _deepest(levels: list[int]) -> int:
    """Three levels, counted from the highest; one more where that is the file's title."""
    highest = min(levels, default=1)
    lone = levels.count(highest) == 1 and len(levels) > 1
    return highest + LEVELS - 1 + lone


def _text(content: bytes) -> str:
    encodings = ["utf-8-sig", "gb18030"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("encoding", _("The file is neither UTF-8 nor GB18030 text."), "file")
