"""The file of a printed copy, made again from its row."""

from __future__ import annotations

from plans.models import CopyFormat, PrintCopy
from plans.printing.card_pdf import card_pdf
from plans.printing.plan_pdf import plan_pdf


def copy_pdf(copy: PrintCopy) -> bytes:
    """Names and numbers are those of now, everything else is its version's."""
    if copy.format == CopyFormat.PLAN:
        return plan_pdf(copy.plan_version, copy.language, copy, copy.numbers_masked)
    return card_pdf(copy.plan_version, copy.format, copy.language, copy, copy.numbers_masked)
