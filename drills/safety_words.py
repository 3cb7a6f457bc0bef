"""The safety list in words: what is confirmed at each point, and what to write beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Safety:
    """`key` is stored; `asks` is what is confirmed, `note_asks` what to write beside it."""

    key: str
    label: Any
    asks: Any
    note_asks: Any


SAFETY: tuple[Safety, ...] = (
    Safety(
        "backup",
        _("Fresh backup"),
        _("What is operated was backed up within its objective, and the backup was looked at."),
        _("Which backup, of when"),
    ),
    Safety(
        "change_window",
        _("Approved change window"),
        _("The window of the change is approved for the whole time of the drill."),
        _("Number of the change, from when to when"),
    ),
    Safety(
        "halt_criteria",
        _("Halt criteria"),
        _("It is agreed what ends the drill at once, and who says so."),
        _("What ends it, who decides"),
    ),
    Safety(
        "rollback_owner",
        _("Rollback owner"),
        _("Somebody owns the way back to production and has practised it."),
        _("Who, how to reach them"),
    ),
    Safety(
        "outsiders_told",
        _("External parties told"),
        _("Suppliers, data centres and other parties that would notice know of it."),
        _("Who was told, when"),
    ),
)


def safety_of(key: str) -> Safety | None:
    return next((one for one in SAFETY if one.key == key), None)
