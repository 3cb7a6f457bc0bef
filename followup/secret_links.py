"""Links in messages that are a secret of their recipient: whoever has one needs no login.

What is stored of a message holds `[[link:<id>]]` in its place; only what leaves the house holds
the link itself. Such a link stands instead of the page's own address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from followup.models import Notification

PLACE = re.compile(r"\[\[link:(\d+)\]\]")

# The path for the recipient of a message, "" when there is none (any more).
PathOf = Callable[[Notification], str]


@dataclass(frozen=True)
class _Offer:
    role: str
    path_of: PathOf


_offers: dict[str, _Offer] = {}


def register_secret_link(subject_kind: str, *, role: str, path_of: PathOf) -> None:
    """Messages about `subject_kind` carry a link for those who are told as `role`."""
    _offers[subject_kind] = _Offer(role, path_of)


def place_of(row: Notification) -> str:
    """What stands for the link in the stored text, "" for a message without one."""
    offer = _offers.get(row.subject_kind)
    return f"[[link:{row.pk}]]" if offer is not None and offer.role in row.roles else ""


def with_secret_links(body: str, rows: Sequence[Notification]) -> str:
    """`body` with the links of `rows` put in; of others there are none."""
    if "[[link:" not in body:
        return body
    links = {row.pk: _link_of(row) for row in rows if place_of(row)}
    return PLACE.sub(lambda found: links.get(int(found[1]), ""), body)


def tamed(text: str) -> str:
    """Typed text cannot pass for such a place."""
    return PLACE.sub("", text)


def _link_of(row: Notification) -> str:
    path = _offers[row.subject_kind].path_of(row)
    return f"{settings.PUBLIC_URL}{path}" if path else ""
