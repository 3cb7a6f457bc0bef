"""The parts of the war room in the order of a phone, and what each looks like right now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.room import Room


@dataclass(frozen=True)
class Part:
    """`column` is where it stands on a wide screen: "top", "main" or "side".

    `moves` says that time alone changes it, without an entry: it is asked for each minute.
    """

    name: str
    column: str = "main"
    moves: bool = False
    # What a link to it at the top of the page is called; without: none.
    label: Any = ""


PARTS = (
    Part("drill", "top", moves=True),
    Part("links", "top"),
    Part("head", "top", moves=True),
    Part("steps", "top", moves=True),
    Part("grade", "main", moves=True),
    Part("clocks", "side", moves=True, label=_("Clocks")),
    Part("loss", "side", moves=True),
    Part("timeline", "side", moves=True, label=_("Timeline")),
    Part("card", "main", label=_("Response card")),
    Part("contacts", "side", label=_("Call list")),
    Part("impacts", "main", label=_("Affected processes")),
    Part("plans", "main", label=_("Plans")),
    Part("reports", "main", label=_("Situation reports")),
    Part("decisions", "main", label=_("Decisions")),
    Part("comms", "main", label=_("Messages")),
    Part("roles", "side", label=_("Roles")),
    Part("review", "main", label=pgettext_lazy("incident", "Review")),
)


@dataclass(frozen=True)
class Shown:
    """A rendered part. `digest` changes with its words, not with tokens and keys in its forms."""

    part: Part
    html: str
    digest: str
    seq: int

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def label(self) -> str:
        """Of the link to it; "" where there is nothing to go to."""
        return str(self.part.label) if self.html.strip() else ""


def shown_parts(
    request: HttpRequest, room: Room, *, only: Collection[str] | None = None
) -> list[Shown]:
    return [_shown(request, room, part) for part in PARTS if only is None or part.name in only]


def _shown(request: HttpRequest, room: Room, part: Part) -> Shown:
    context: dict[str, Any] = getattr(
        import_module(f"incidents.{part.name}_part"), f"{part.name}_part"
    )(room)
    html = ""
    if context:
        given = {"room": room, "incident": room.incident, "rights": room.rights} | context
        html = get_template(f"incidents/_part_{part.name}.html").render(given, request)
    return Shown(part, html, digest_of(html), room.incident.seq)


# Hidden fields that are new each time although nothing has changed.
ANEW = re.compile(r'<input[^>]*name="(?:csrfmiddlewaretoken|key)"[^>]*>')


def digest_of(html: str) -> str:
    return hashlib.sha256(ANEW.sub("", html).encode()).hexdigest()[:12]
