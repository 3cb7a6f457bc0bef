"""Sheets of a paper form as PDF: one page a sheet, with its serial, QR code, numbered rows, and a
row of examples as a hint. Made from the design the printing froze, so it can be made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from plans.models import FormPrinting, FormSheet, PlanSettings
from plans.printing.pdf import whole
from plans.printing.qr import picture
from plans.printing.tongue import Both, Tongue

AT_ONCE = 25
"""Sheets in one file: a page takes some 150 ms, and whoever downloads it waits for it."""


def parts_of(printing: FormPrinting) -> list[tuple[int, int]]:
    """First and last serial number of each file of the printing."""
    first, last = printing.first_serial, printing.first_serial + printing.quantity - 1
    return [
        (start, min(start + AT_ONCE - 1, last)) for start in range(first, last + 1, AT_ONCE)
    ]  # fmt: skip


def sheets_pdf(printing: FormPrinting, part: int = 0) -> bytes:
    """File number `part` of the printing. Raises IndexError when there is no such part."""
    start, end = parts_of(printing)[part]
    offset = start - printing.first_serial
    rows = printing.sheets.order_by("serial")[offset : offset + end - start + 1]
    base = PlanSettings.current().poster_address or settings.PUBLIC_URL
    sheets = [(one.serial, picture(address_of(one, base))) for one in rows]
    return _pdf(printing.design, printing.language, sheets, store=_store(printing))


def specimen_pdf(design: dict[str, Any], language: str) -> bytes:
    """One sheet without serial and code, across it that it is none: for looking at a design."""
    return _pdf(design, language, [("", "")], store=Both("", ""))


def blank_pdf(design: dict[str, Any], language: str, *, sheets: int = 1) -> bytes:
    """Sheets to copy when nothing can be printed any more: without serials, to be numbered by
    hand (the offline pack has them)."""
    return _pdf(design, language, [("", "")] * sheets, store=Both("", ""), by_hand=True)


def address_of(sheet: FormSheet, base: str) -> str:
    """What the code of a sheet says: the page where it is entered, behind the login."""
    return f"{base.rstrip('/')}/f/{sheet.token}/"


def _store(printing: FormPrinting) -> Both:
    store = printing.store
    if store is None:
        return Both("", "")
    return Both(store.name_en or store.name_zh, store.name_zh or store.name_en)


def _pdf(
    design: dict[str, Any],
    language: str,
    sheets: Sequence[tuple[str, str]],
    *,
    store: Both,
    by_hand: bool = False,
) -> bytes:
    tongue = Tongue(language)
    name = tongue(Both(design["name_en"], design["name_zh"]))
    columns = [
        {
            "name": tongue(Both(one["name_en"], one["name_zh"])),
            "width": one["width"],
            "example": one["example"],
            "choices": " / ".join(one["choices"]),
        }
        for one in design["columns"]
    ]
    context = {
        "lead": tongue.lead,
        "name": name,
        "header": tongue(Both(design["header_en"], design["header_zh"])),
        "store": tongue(store),
        "columns": columns,
        "has_examples": any(one["example"] for one in design["columns"]),
        "rows": range(1, design["rows_per_sheet"] + 1),
        "row_mm": _row_mm(design),
        "landscape": design["landscape"],
        "sheets": sheets,
        "by_hand": by_hand,
        "words": {key: tongue.say(text) for key, text in WORDS.items()},
    }
    html = render_to_string("plans/print/form_sheets.html", context)
    return whole(html, "forms", title=str(name), language=tongue.lead)


WORDS = {
    "shop": _("Shop"),
    "date": _("Date"),
    "sheet": _("Sheet"),
    "number": _("No."),
    "example": _("e.g."),
    "written": _("Rows written"),
    "void": _("of these void"),
    "signature": _("Signature"),
    "specimen": _("SPECIMEN"),
    "scan": _("Scan to enter"),
}


def _row_mm(design: dict[str, Any]) -> float:
    """So that all rows fit the page, at most 11 mm high."""
    examples = any(one["example"] for one in design["columns"])
    room = 128.0 if design["landscape"] else 212.0
    return round(min(11.0, room / (design["rows_per_sheet"] + bool(examples))), 2)
