"""Markdown that people wrote, as HTML that is safe to show on pages, in PDFs and in packs.

CommonMark with tables. Raw HTML is shown as text, and the result is cleaned once more, so that a
fault of the one is caught by the other. Links go to http, https, mailto and tel only; of an image
its description stays, since a plan must read the same without a network and fetches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
# A wide table scrolls on a phone; whoever has no mouse must be able to get there.
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "table": {"tabindex"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(text: str, *, top: int = 3) -> SafeString:
    """`text` as HTML. Its highest heading becomes `top` (2 to 6), so that a page keeps its order
    of headings wherever the text stands."""
    tokens = READER.parse(text or "")
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) - min(levels) + top, 6)}"
        elif token.type == "table_open":
            token.attrSet("tabindex", "0")
    clean = nh3.clean(
        READER.renderer.render(tokens, READER.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Addresses without a scheme go too: in a PDF or a pack they lead nowhere."""
    if name == "href" and value.split(":", 1)[0].lower() not in SCHEMES:
        return None
    return value


def _described(_self: Any, tokens: Sequence[Token], place: int, *_rest: Any) -> str:
    return str(escape(tokens[place].content))


READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
READER.add_render_rule("image", _described)
