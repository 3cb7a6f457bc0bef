"""`index.html` of a pack: every plan as text, searchable, from a folder on any computer.

One file without any reference to elsewhere but the PDFs beside it. Its script only hides what is
not searched for; without it everything is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from plans.models import OfflinePack, PaperForm, PlanVersion
from plans.packing.pieces import Piece
from plans.printing.card import Card, card_of
from plans.printing.plan_content import PaperPlan, paper_plan
from plans.printing.tongue import BOTH, Lines, Tongue
from plans.services.content_document import document_of

HERE = Path(__file__).parent
KIND_WORDS = {
    "plan": _("Whole plan"),
    "card": _("Response card"),
    "wallet": _("Wallet card"),
    "calls": _("Call list"),
    "form": _("Paper form"),
}


@dataclass(frozen=True)
class Link:
    href: str
    name: str
    language: str


@dataclass(frozen=True)
class Shown:
    plan: PaperPlan
    card: Card | None
    links: tuple[Link, ...]


def index_page(
    pack: OfflinePack, versions: Sequence[PlanVersion], pieces: Sequence[Piece], *, at: datetime
) -> bytes:
    tongue = Tongue(BOTH)
    house = Organisation.current()
    local = at.astimezone(ZoneInfo(house.timezone))
    context = {
        "pack": pack,
        "organisation": house.name,
        "sample": bool(house.sample),
        "made": f"{local:%Y-%m-%d %H:%M} {house.timezone}",
        "plans": [_shown(one, pieces, at) for one in versions],
        "forms": _forms(pieces),
        "words": _words(tongue),
        "style": (HERE / "index.css").read_text(encoding="utf-8"),
        "script": (HERE / "index.js").read_text(encoding="utf-8"),
    }
    return render_to_string("plans/pack/index.html", context).encode()


def _shown(version: PlanVersion, pieces: Sequence[Piece], at: datetime) -> Shown:
    own = [one for one in pieces if one.owner == version.plan.code and one.kind != "form"]
    card = None
    if document_of(version)["card"]["steps"]:
        card = card_of(version, BOTH, copy=None, masked=False, at=at)
    return Shown(
        paper_plan(version, BOTH, copy=None, masked=False, at=at), card, tuple(_links(own))
    )


def _forms(pieces: Sequence[Piece]) -> list[Link]:
    """A form is looked for by its title; its code stands in the name of the file."""
    links = _links(pieces, "form")
    rows = PaperForm.objects.filter(code__in=[one.name for one in links])
    titles = {one.code: f"{one.name_zh} {one.name_en}".strip() for one in rows}
    return [replace(one, name=titles.get(one.name, one.name)) for one in links]


def _links(pieces: Sequence[Piece], kind: str = "") -> list[Link]:
    tongue = Tongue(BOTH)
    return [
        Link(
            one.path,
            one.owner if kind == "form" else str(tongue.say(KIND_WORDS[one.kind])),
            {"en": "English", "zh-hans": "中文"}.get(one.language, "中文 + English"),
        )
        for one in pieces
        if not kind or one.kind == kind
    ]


def _words(tongue: Tongue) -> Mapping[str, Lines | Any]:
    say = tongue.say
    return {
        "title": say(_("Offline pack")),
        "made": say(pgettext_lazy("pack", "Made")),
        "sample": say(_("sample data")),
        "search": say(_("Search")),
        "nothing": say(_("Nothing found.")),
        "plans": say(_("Plans")),
        "forms": say(_("Paper forms")),
        "version": say(_("Version")),
        "restricted": say(_("Restricted: only for those who may see this plan.")),
        "criteria": say(_("When this plan is activated")),
        "or": say(_("or")),
        "authorisation": say(_("Authorised in advance")),
        "steps": say(_("Steps of the card")),
        "tasks": say(_("What is to be done")),
        "no": say(_("No.")),
        "task": say(_("Task")),
        "role": say(_("Role")),
        "time": say(_("Time")),
        "after": say(_("After")),
        "calls": say(_("Who calls whom")),
        "whom": say(pgettext_lazy("by phone", "Call")),
        "numbers": say(_("Numbers")),
        "script": say(_("Say")),
        "nobody": say(_("nobody named")),
        "resources": say(_("What must be there")),
        "messages": say(_("Messages prepared")),
        "digest": say(_("Digest of what was approved")),
        "check": say(_("SHA256SUMS names the digest of every file of this pack.")),
        "kept": say(
            _(
                "What is here was in force when the pack was made. Scan a card, or ask,"
                " before you rely on it."
            )
        ),
    }
