"""What every chapter of the BIA report shares: title, running foot, style sheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.content.selection import Selection
from reports.content.words import (
    instant_words,
)

CSS = Path(__file__).resolve().parents[1] / "report.css"


@lru_cache(maxsize=1)
def css() -> str:
    return CSS.read_text(encoding="utf-8")


def title() -> str:
    return _("Business impact analysis")


def frame(selection: Selection) -> dict[str, Any]:
    day = instant_words(selection.at, selection.zone)
    return {
        "language": get_language(),
        "title": title(),
        "organisation": selection.organisation,
        "sample": bool(selection.organisation.sample),
        "foot": _("%(title)s · as of %(day)s") % {"title": title(), "day": day}
        + (_(" · sample data") if selection.organisation.sample else ""),
        "subject": _("As of %(day)s") % {"day": day},
    }
