"""Gaps, first view: what was promised against what was measured."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.request import PageRequest
from bia.gap_rows import HURTS, GapRow, gap_rows
from bia.node_links import node_url
from lib import statuses
from lib.listing import Column, Listing, render_listing

KINDS = ("process", "system")


class GapListing(Listing):
    """A listing of computed rows: sorted already, filtered in memory."""

    request: PageRequest

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get("kind", "")
        return wanted if wanted in KINDS else "process"

    @cached_property
    def everything(self) -> list[GapRow]:
        return gap_rows(self.request.user, timezone.now(), (self.kind,))

    @cached_property
    def status(self) -> str:
        wanted = self.request.GET.get("status", "")
        return wanted if wanted in HURTS else ""

    @cached_property
    def matching(self) -> Any:
        rows = self.everything
        if self.request.GET.get("critical") == "1":
            rows = [row for row in rows if row.critical]
        if tier := self.request.GET.get("tier"):
            rows = [row for row in rows if row.tier is not None and row.tier.code == tier]
        for word in self.search.lower().split():
            rows = [r for r in rows if word in f"{r.subject.code} {r.subject.name}".lower()]
        return rows

    @cached_property
    def shown(self) -> list[GapRow]:
        return [row for row in self.matching if not self.status or row.status == self.status]

    @cached_property
    def count(self) -> int:
        return len(self.shown)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        page = self.shown[self.offset : self.offset + self.limit]
        return [{"gap": row, "url": node_url(row.kind, row.subject.code)} for row in page]

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        found = []
        if tier := self.request.GET.get("tier"):
            names = {row.tier.code: row.tier.name for row in self.everything if row.tier}
            found.append(
                {
                    "label": _("Tier"),
                    "value": names.get(tier, tier),
                    "query": self.query(tier=None, offset=None),
                }
            )
        return found

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chips or self.status or "critical" in self.request.GET)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The status chips with their counts; the address of a chosen one takes it away."""
        counts = Counter(row.status for row in self.matching)
        return [
            {
                "status": code,
                "look": statuses.of(code),
                "count": counts[code],
                "chosen": self.status == code,
                "query": self.query(status=None if self.status == code else code, offset=None),
            }
            for code in HURTS
            if counts[code] or self.status == code
        ]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        labels = {"process": _("Processes"), "system": _("Systems")}
        return [
            {"label": labels[one], "query": f"?kind={one}", "chosen": self.kind == one}
            for one in KINDS
        ]

    @property
    def critical_only(self) -> dict[str, Any]:
        chosen = self.request.GET.get("critical") == "1"
        query = self.query(critical=None if chosen else 1, offset=None)
        return {"chosen": chosen, "query": query}


def gap_list(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = GapListing(
        request,
        None,  # type: ignore[arg-type]  # rows are computed, there is no QuerySet
        columns=[
            Column("status", _("Status")),
            Column("subject", _("Name")),
            Column("tier", _("Tier")),
            Column("target", _("RTO target"), css="num"),
            Column("tested", _("Measured"), css="num"),
            Column("gap", _("Gap"), css="num"),
            Column("mtd", _("MTD"), css="num"),
            Column("rpo", _("Data loss")),
            Column("because", _("Reason")),
        ],
        row_template="bia/_gap_row.html",
        search_in=["code"],
        caption=_("Gaps between targets and measurements"),
        empty={
            "title": _("Nothing to compare yet"),
            "text": _(
                "Here stands what was promised against what was measured. It starts with "
                "the processes of the register and their approved targets."
            ),
        },
    )
    return render_listing(request, "bia/gap_list.html", listing)
