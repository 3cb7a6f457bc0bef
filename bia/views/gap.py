"""Gaps: what is required, what is possible and what was measured, what hurts most first."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import may, require
from accounts.models import User
from accounts.request import PageRequest
from bia.gaps.action import action_links, gap_ref
from bia.gaps.order import HURTS, KINDS, Kind, Standing
from bia.gaps.row import GapRow
from bia.gaps.rows import Worst, by_status, worst
from bia.models import Tier
from bia.node_links import page_of
from followup.models import OPEN_STATES, CorrectiveAction
from followup.related import actions_about, open_actions_from
from lib import statuses
from lib.listing import Column, Listing, render_listing

SHOWN_STATES = (*OPEN_STATES, "accepted_risk")


class GapListing(Listing):
    """A listing of the kept order (bia/gaps/order.py): filters and counts run over it in memory."""

    request: PageRequest

    @cached_property
    def kind(self) -> Kind:
        wanted = self.request.GET.get("kind", "")
        return next((kind for kind in KINDS if kind == wanted), "process")

    @cached_property
    def status(self) -> str:
        wanted = self.request.GET.get("status", "")
        return wanted if wanted in HURTS else ""

    @cached_property
    def everything(self) -> Worst:
        return worst(self.request.user, timezone.now(), (self.kind,))

    @cached_property
    def matching(self) -> Any:
        """Everything but the status chip, which is one of the counts of these."""
        words = self.search.lower().split()
        found = self.everything.found
        if self.critical:
            found = [one for one in found if one.named.critical]
        if self.tier:
            found = [one for one in found if one.named.tier_code == self.tier]
        if words:
            found = [one for one in found if _says(one, words)]
        return found

    @property
    def critical(self) -> bool:
        return self.request.GET.get("critical") == "1" and self.kind != "other"

    @cached_property
    def tier(self) -> str:
        """Only processes have a tier."""
        wanted = self.request.GET.get("tier", "").replace("\0", "")
        return wanted if self.kind == "process" else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        return dict(by_status(self.matching))

    @cached_property
    def count(self) -> int:
        return self.counts.get(self.status, 0) if self.status else len(self.matching)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        found = self.matching
        if self.status:
            found = [one for one in found if one.status == self.status]
        page = replace(self.everything, found=found).rows(self.offset, self.limit)
        user = self.request.user
        known = actions_about(user, [_about(row) for row in page if row.measurable])
        if self.kind == "other":
            known |= _by_gap(user, page)
        may_act = may(user, "action.change")
        return [
            {
                "gap": row,
                "url": page_of(row.subject),
                "actions": [one for one in known.get(_about(row), []) if one.state in SHOWN_STATES],
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
        labels = {
            "process": _("Processes"),
            "system": _("Systems"),
            "other": _("Suppliers and others"),
        }
        return [
            {"label": labels[one], "query": f"?kind={one}", "chosen": self.kind == one}
            for one in KINDS
        ]

    @property
    def critical_only(self) -> dict[str, Any] | None:
        """The chip of it; suppliers, sites and people are never called critical."""
        if self.kind == "other":
            return None
        query = self.query(critical=None if self.critical else 1, offset=None)
        return {"chosen": self.critical, "query": query}


def _says(one: Standing, words: list[str]) -> bool:
    text = f"{one.named.code} {one.named.name}".lower()
    return all(word in text for word in words)


def _by_gap(user: User, page: list[GapRow]) -> dict[Any, list[CorrectiveAction]]:
    """Of sites, suppliers and people, which no action has as its subject."""
    refs = {gap_ref(row, "rto"): _about(row) for row in page if not row.measurable}
    found = open_actions_from(user, "gap", refs)
    return {refs[ref]: actions for ref, actions in found.items()}


def _about(row: GapRow) -> tuple[str, str]:
    """What corrective actions call it; teams stand among the systems."""
    return row.subject.table, row.subject.code


def _missing_links(row: GapRow, known: dict[Any, list[CorrectiveAction]]) -> list[tuple[str, str]]:
    """Where an action about a gap starts, unless one from this very gap is under way."""
    under_way = {one.source_ref for one in known.get(_about(row), []) if one.state in SHOWN_STATES}
    return [one for one in action_links(row) if gap_ref(row, one[0]) not in under_way]


def gap_list(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = GapListing(
        request,
        None,  # type: ignore[arg-type]  # the rows are no QuerySet
        columns=[
            Column("status", _("Status")),
            Column("subject", _("Name")),
            Column("required", _("Required, target"), css="num"),
            Column("possible", _("Possible, gap")),
            Column("tested", _("Measured")),
            Column("rpo", _("Data loss")),
            Column("because", _("Reason")),
        ],
        row_template="bia/_gap_row.html",
        search_in=["code"],
        caption=_("Gaps between what is required, possible and measured"),
        empty={
            "title": _("Nothing to compare yet"),
            "text": _(
                "Here stands what was promised against what was measured. It starts with "
                "the processes of the register and their approved targets."
            ),
        },
    )
    return render_listing(request, "bia/gap_list.html", listing)
