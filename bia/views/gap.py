"""Gaps, first view: what was promised against what was measured."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import may, require
from accounts.request import PageRequest
from bia.gap_action import action_links, gap_ref
from bia.gap_order import HURTS
from bia.gap_rows import GapRow, worst
from bia.models import Tier
from bia.node_links import node_url
from followup.models import OPEN_STATES, CorrectiveAction
from followup.related import actions_about
from lib import statuses
from lib.listing import Column, Listing, render_listing

KINDS = ("process", "system")
SHOWN_STATES = (*OPEN_STATES, "accepted_risk")


class GapListing(Listing):
    """A listing whose filters, counts and order the database computes (bia/gap_order.py)."""

    request: PageRequest

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get("kind", "")
        return wanted if wanted in KINDS else "process"

    @cached_property
    def status(self) -> str:
        wanted = self.request.GET.get("status", "")
        return wanted if wanted in HURTS else ""

    @cached_property
    def matching(self) -> Any:
        """Everything but the status chip, which is one of the counts of these."""
        found = worst(self.request.user, timezone.now(), self.kind)
        if self.request.GET.get("critical") == "1":
            of_kind = {"critical": True} if self.kind == "process" else {"importance": "core"}
            found = found.filtered(**of_kind)
        if self.tier:
            found = found.filtered(tier__code=self.tier)
        for word in self.search.split():
            found = found.filtered(Q(code__icontains=word) | Q(name__icontains=word))
        return found

    @cached_property
    def tier(self) -> str:
        """Systems have no tier."""
        wanted = self.request.GET.get("tier", "").replace("\0", "")
        return wanted if self.kind == "process" else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = self.matching.counts()
        return found

    @cached_property
    def count(self) -> int:
        return self.counts.get(self.status, 0) if self.status else sum(self.counts.values())

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        found = self.matching.of_status(self.status) if self.status else self.matching
        page = found.rows(self.offset, self.limit) if self.count else []
        user = self.request.user
        known = actions_about(user, [(row.kind, row.subject.code) for row in page])
        may_act = may(user, "action.change")
        return [
            {
                "gap": row,
                "url": node_url(row.kind, row.subject.code),
                "actions": [
                    one
                    for one in known.get((row.kind, row.subject.code), [])
                    if one.state in SHOWN_STATES
                ],
                "action_links": _missing_links(row, known) if may_act else [],
            }
            for row in page
        ]

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        if not self.tier:
            return []
        known = Tier.objects.filter(code=self.tier).first()
        return [
            {
                "label": _("Tier"),
                "value": known.name if known else self.tier,
                "query": self.query(tier=None, offset=None),
            }
        ]

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chips or self.status or "critical" in self.request.GET)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The status chips with their counts; the address of a chosen one takes it away."""
        return [
            {
                "status": code,
                "look": statuses.of(code),
                "count": self.counts.get(code, 0),
                "chosen": self.status == code,
                "query": self.query(status=None if self.status == code else code, offset=None),
            }
            for code in HURTS
            if self.counts.get(code) or self.status == code
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


def _missing_links(row: GapRow, known: dict[Any, list[CorrectiveAction]]) -> list[tuple[str, str]]:
    """Where an action about a gap starts, unless one from this very gap is under way."""
    under_way = {
        one.source_ref
        for one in known.get((row.kind, row.subject.code), [])
        if one.state in SHOWN_STATES
    }
    return [one for one in action_links(row) if gap_ref(row, one[0]) not in under_way]


def gap_list(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = GapListing(
        request,
        None,  # type: ignore[arg-type]  # the QuerySet depends on the tab
        columns=[
            Column("status", _("Status")),
            Column("subject", _("Name")),
            Column("target", _("RTO target"), css="num"),
            Column("tested", _("Measured, gap")),
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
