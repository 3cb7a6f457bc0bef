"""A response card as PDF: A4 card, A3 poster, or ten wallet cards with their backs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.errors import GuardsUnmet
from plans.models import CopyFormat, PlanVersion, PrintCopy
from plans.printing.card import Card, card_of
from plans.printing.pdf import TooLong, size_that_fits, whole
from plans.printing.tongue import Tongue

ROOT_PT = {CopyFormat.A4: 9.6, CopyFormat.A3: 13.6, CopyFormat.WALLET: 7.2}
SLIPS = 10
MOST_LETTERS = 8_000
"""No page of any size holds more; laying it out to see that would take minutes."""
STYLE = "card"
Mark = tuple[str, str]
# In both languages on every card, whatever its own.
PREVIEW_MARK: Mark = ("预览", "PREVIEW")
PACK_MARK: Mark = ("离线包", "OFFLINE PACK")


def card_pdf(
    version: PlanVersion,
    format: str,
    language: str,
    copy: PrintCopy | None = None,
    masked: bool = True,
    *,
    at: datetime | None = None,
    from_pack: bool = False,
) -> bytes:
    """`language` is en, zh-hans or both. Without a `copy` it is a preview: a mark stands where
    the code would be, so that nobody hangs up what no register knows; that of an offline pack
    says so. Wallet cards have their numbers in full.

    Raises GuardsUnmet: no card, or too much on it for its size.
    """
    kind = CopyFormat(format)
    masked = masked and kind != CopyFormat.WALLET
    card = card_of(version, language, copy=copy, masked=masked, at=at or timezone.now())
    try:
        if card.letters > MOST_LETTERS:
            raise TooLong(_title(card))
        make = _wallet if kind == CopyFormat.WALLET else _page
        return make(card, kind, PACK_MARK if from_pack else PREVIEW_MARK)
    except TooLong:
        words = _("The card is too long for this format: shorten it, or print one language.")
        raise GuardsUnmet.one("too_long", words) from None


def _page(card: Card, kind: CopyFormat, mark: Mark) -> bytes:
    words = _words(card.tongue)
    context = {"card": card, "format": kind.value, "words": words, "mark": mark}

    def html(size: float) -> str:
        root = f"{ROOT_PT[kind] * size:.2f}"
        return render_to_string("plans/print/card.html", context | {"root": root})

    size = size_that_fits(html, STYLE, pages=1, title=_title(card))
    return whole(html(size), STYLE, title=_title(card), language=card.tongue.lead)


def _wallet(card: Card, _kind: CopyFormat, mark: Mark) -> bytes:
    """The type is tried on one card alone on a page of its size, then set on all ten."""
    called = [one for step in card.steps for one in step.called]
    context = {"card": card, "words": _words(card.tongue), "called": called, "mark": mark}

    def html(size: float, format: str, slips: int) -> str:
        own = {
            "root": f"{ROOT_PT[CopyFormat.WALLET] * size:.2f}",
            "format": format,
            "slips": range(slips),
        }
        return render_to_string("plans/print/wallet.html", context | own)

    size = size_that_fits(lambda one: html(one, "alone", 1), STYLE, pages=2, title=_title(card))
    return whole(html(size, "wallet", SLIPS), STYLE, title=_title(card), language=card.tongue.lead)


def _title(card: Card) -> str:
    return f"{card.title.first} {card.number}"


def _words(tongue: Tongue) -> dict[str, Any]:
    say = tongue.say
    return {
        "scan": say(_("Scan: is this card current?")),
        "version": say(_("Version")),
        "since": say(_("in force since")),
        "printed": say(_("printed")),
        "sample": say(_("sample data")).first,
        "restricted": say(_("Restricted")),
        "done": say(_("Done at")),
        "nobody": say(_("nobody named")),
        "reported": say(_("Reported at")),
        "group": say(_("Chat group")),
        "blanks": [
            say(one) for one in (_("Incident"), _("Declared at"), _("Commander"), _("Recovered at"))
        ],
        "grade_heads": [
            say(one)
            for one in (
                *(_("Grade"), _("Definition"), _("Scope")),
                *(_("Respond within"), _("Decision level")),
            )
        ],
    }
