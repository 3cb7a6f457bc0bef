"""The log of a batch in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from plans.models import Backfill

SHOWN = 50
WORDS: dict[str, Any] = {
    "opened": pgettext_lazy("batch", "Opened"),
    "sheets_issued": gettext_lazy("Sheets issued"),
    "sheet_issued": gettext_lazy("Sheet taken back as issued"),
    "sheet_returned": gettext_lazy("Sheet returned"),
    "sheet_blank": gettext_lazy("Sheet returned blank"),
    "sheet_lost": gettext_lazy("Sheet lost"),
    "sheet_void": gettext_lazy("Sheet void"),
    "rows_entered": gettext_lazy("Rows entered"),
    "row_deleted": gettext_lazy("Row taken away"),
    "checking": gettext_lazy("Sample drawn"),
    "rows_checked": gettext_lazy("Rows checked"),
    "sample_widened": gettext_lazy("An error was found: everything is checked"),
    "reopened": gettext_lazy("Opened for entry again"),
    "counted": gettext_lazy("Counted on paper"),
    "reconciled": gettext_lazy("Reconciled"),
    "rows_posted": gettext_lazy("Rows posted"),
    "rows_unposted": gettext_lazy("Posted ticks taken back"),
    "orders_resent": gettext_lazy("Orders resent"),
    "orders_unresent": gettext_lazy("Ticks of resent orders taken back"),
    "posted": gettext_lazy("All posted"),
    "closed": gettext_lazy("Closed"),
    "exported": gettext_lazy("Exported"),
    "purged": gettext_lazy("Rows purged"),
}


@dataclass(frozen=True)
class Told:
    at: datetime
    words: str
    by: Any
    detail: str


def log_of(batch: Backfill) -> list[Told]:
    """Newest first."""
    rows = batch.log.select_related("by").order_by("-id")[:SHOWN]
    return [
        Told(one.at, str(WORDS.get(one.what, one.what)), one.by, _detail(one.what, one.payload))
        for one in rows
    ]


def _detail(what: str, payload: dict[str, Any]) -> str:
    if "serial" in payload:
        return str(payload["serial"])
    if "reason" in payload:
        return str(payload["reason"])
    if what == "rows_entered":
        told = _("%(added)s new, %(changed)s changed, %(wrong)s not kept")
        return told % payload
    if what == "exported":
        kind = _("with personal data") if payload.get("personal") else _("masked")
        return f"{str(payload.get('format', '')).upper()}, {kind}"
    if what == "checking":
        return _("%(rows)s rows, %(percent)s %%") % payload
    if "serials" in payload:
        return str(len(payload["serials"]))
    return str(payload["rows"]) if "rows" in payload else ""
