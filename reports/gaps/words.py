"""Sentences several chapters share."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.document.blocks import Block, Words


def left_out(rows: Sequence[object], shown: int) -> list[Block]:
    """Says that a long table is printed in part; nothing when all of it is."""
    if len(rows) <= shown:
        return []
    words = _("Printed are the first %(shown)s of %(all)s rows; the spreadsheet has them all.")
    return [Words(words % {"shown": shown, "all": len(rows)}, "quiet")]
