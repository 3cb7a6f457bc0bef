"""“Page 3 of 40”, drawn over every page but the cover."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.pdf.part import Part
from lib.pdf.rendering import STAMPS_AT_ONCE, stamps
from reports.chapters.frame import css


def page_numbers(total: int) -> list[Part]:
    """In several parts: rendering is quadratic in the pages."""
    texts = [
        _("Page %(page)s of %(pages)s") % {"page": page, "pages": total}
        for page in range(1, total + 1)
    ]
    texts[0] = ""  # the cover
    return [
        stamps(texts[at : at + STAMPS_AT_ONCE], get_language() or "en", css())
        for at in range(0, len(texts), STAMPS_AT_ONCE)
    ]
