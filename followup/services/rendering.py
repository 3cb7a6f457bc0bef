"""Whole messages out of the words of one or more rows: a mail's text and HTML, a chat's text.

A link that acknowledges is a secret: what is stored holds `[[acknowledge:<id>]]` in its place,
and only what leaves the house holds the link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.models import EMAIL, Notification
from followup.secret_links import place_of, tamed
from followup.services.readers import Reader
from followup.services.wording import Words, one_line, words_of

# Beyond this many, a message only counts the rest: the inbox has them all.
MOST_IN_MAIL, MOST_IN_CHAT = 100, 20
LONGEST_IN_MAIL = 20_000  # characters of one message's text
# WeCom cuts at 2,048 bytes, Teams' cards at 1,000 characters.
CHAT_BYTES, CHAT_CHARACTERS = 1900, 950
_ROOM_OF_LINK = 250

_ACKNOWLEDGE = re.compile(r"\[\[acknowledge:(\d+)\]\]")
_LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str


def render(rows: Sequence[Notification], reader: Reader, channel: str) -> Rendered:
    """One message of all `rows` for `reader`; as mail, or short as chat."""
    told = [(row, words_of(row, language=reader.language, zone=reader.zone)) for row in rows]
    with translation.override(reader.language):
        subject = _subject(told)
        if channel == EMAIL:
            return Rendered(subject, _mail(told, reader))
        return Rendered(subject, _chat(told))


def with_links(body: str, link_of: Callable[[int], str], allowed: Iterable[int]) -> str:
    """`body` with the acknowledging links of `allowed` rows put in; of others there are none."""
    known = set(allowed)
    return _ACKNOWLEDGE.sub(
        lambda found: link_of(int(found[1])) if int(found[1]) in known else "", body
    )


def as_html(body: str, language: str) -> str:
    """The same text as simple HTML: own links can be clicked, nothing is loaded from anywhere."""
    paragraphs = "".join(
        f"<p>{_linked(part)}</p>" for part in re.split(r"\n\s*\n", body.strip()) if part.strip()
    )
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8"></head>'
        f'<body style="font-family:sans-serif">{paragraphs}</body></html>'
    )


def absolute(url: str) -> str:
    """A page's path as a link; "" stays empty, and nothing but an own path becomes a link."""
    if not url.startswith("/") or url.startswith("//"):
        return ""
    return f"{settings.PUBLIC_URL}{url}"


Told = list[tuple[Notification, Words]]


def _subject(told: Told) -> str:
    markers = list(dict.fromkeys(words.marker for _row, words in told if words.marker))
    row, words = told[0]
    if len(told) == 1:
        title = words.title
        if row.subject_code and row.subject_code not in title:
            title = f"{title} · {row.subject_code}"
    else:
        counted = ngettext("%(count)s message", "%(count)s messages", len(told))
        title = f"{counted % {'count': len(told)}}: {words.title}"
    # The marker is the sender's: no title pushes it out.
    return one_line(" ".join([*markers, title]))[:250]


def _mail(told: Told, reader: Reader) -> str:
    parts = [_whole(row, words) for row, words in told[:MOST_IN_MAIL]]
    parts += _rest(len(told) - MOST_IN_MAIL)
    return ("\n\n" + "-" * 40 + "\n\n").join(parts) + "\n\n-- \n" + _footer(reader)


def _whole(row: Notification, words: Words) -> str:
    told_as = _("You are told as: %(roles)s.") % {"roles": words.told_as} if words.told_as else ""
    lines = [
        "\n".join(one for one in (words.marked_title, words.head) if one),
        _cut(_tame(words.text), LONGEST_IN_MAIL),
        _("What is asked of you: %(asks)s") % {"asks": _tame(words.asks)} if words.asks else "",
        "\n".join(one for one in (told_as, _address(row, words), _acknowledge(row)) if one),
    ]
    return "\n\n".join(line for line in lines if line)


def _chat(told: Told) -> str:
    """Short: a single message with its text cut to what chat services take, several as a list."""
    if len(told) == 1:
        row, words = told[0]
        ends = [one for one in (_tame(words.asks), _address(row, words), _acknowledge(row)) if one]
        start = [one for one in (words.marked_title, words.head) if one]
        room = _ROOM_OF_LINK * (row.asks_acknowledgement + bool(place_of(row)))
        fixed = "\n".join([*start, *ends])
        text = _tame(words.text)
        while text and not _fits(f"{fixed}\n{text}", room):
            text = _cut(text, len(text) * 9 // 10)
        return _cut_to_fit("\n".join(one for one in (*start, text, *ends) if one), room)
    lines: list[str] = []
    for done, (row, words) in enumerate(told):
        line = "\n".join(
            one
            for one in (f"• {words.marked_title}", _address(row, words), _acknowledge(row))
            if one
        )
        rest = _rest(len(told) - done)
        room = _ROOM_OF_LINK * sum(
            one.asks_acknowledgement + bool(place_of(one)) for one, _w in told[: done + 1]
        )
        if done == MOST_IN_CHAT or not _fits("\n".join([*lines, line, *rest]), room):
            return "\n".join([*lines, *rest])
        lines.append(line)
    return "\n".join(lines)


def _rest(count: int) -> list[str]:
    if count <= 0:
        return []
    words = ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}
    return [f"{words}: {settings.PUBLIC_URL}/"]


def _footer(reader: Reader) -> str:
    words = _("Sent by the business continuity platform %(address)s to %(name)s.")
    return words % {"address": settings.PUBLIC_URL, "name": one_line(reader.name)}


def _address(row: Notification, words: Words) -> str:
    """The recipient's own link where there is one, else the page."""
    return place_of(row) or absolute(words.url)


def _acknowledge(row: Notification) -> str:
    if not row.asks_acknowledgement:
        return ""
    return _("Acknowledge: %(link)s") % {"link": f"[[acknowledge:{row.pk}]]"}


def _tame(text: str) -> str:
    """Typed text cannot pass for one of the sender's links."""
    return tamed(_ACKNOWLEDGE.sub("", text))


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[: length - 1].rstrip() + "…" if length > 1 else ""


def _fits(text: str, room: int) -> bool:
    return len(text) + room <= CHAT_CHARACTERS and len(text.encode()) + room <= CHAT_BYTES


def _cut_to_fit(text: str, room: int) -> str:
    while text and not _fits(text, room):
        text = _cut(text, len(text) * 9 // 10)
    return text


def _linked(part: str) -> str:
    """Escaped, with own addresses as links and line ends kept."""
    pieces: list[str] = []
    done = 0
    for found in _LINK.finditer(part):
        pieces.append(escape(part[done : found.start()]))
        link = escape(found[0])
        own = found[0].startswith(f"{settings.PUBLIC_URL}/")
        pieces.append(f'<a href="{link}">{link}</a>' if own else link)
        done = found.end()
    pieces.append(escape(part[done:]))
    return "".join(pieces).replace("\n", "<br>")
