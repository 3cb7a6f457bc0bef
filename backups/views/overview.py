"""Could we restore, right now? One row a system, what hurts most first."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import may, require
from accounts.request import PageRequest
from backups import action_links
from backups.overview import Overview, OverviewRow, Standing, Totals, overview, totals
from backups.overview.standing import fits
from backups.words import check_name
from backups.words.ages import coarse
from backups.words.score import score_dots
from bia.models import System
from lib import statuses
from lib.durations import format_duration
from lib.listing import Column, Listing, render_listing

# A page of rows that is drawn in well under a tenth of a second.
SHOWN = 25
CHIPS = ("missed", "nothing", "failed", "late", "no_target", "met", "no_policy")
SORTS: dict[str, Any] = {
    "system": lambda one: one.subject.name.lower(),
    "point": lambda one: (one.point.age_s is None, one.point.age_s or 0),
    "proof": lambda one: (one.oldest_read_at is None, -(one.oldest_read_at.timestamp())
                          if one.oldest_read_at else 0),
    "next": lambda one: (one.next_at is None, one.next_at.timestamp() if one.next_at else 0),
}  # fmt: skip


class OverviewListing(Listing):
    """A listing of standings in memory; only the rows that are shown read more."""

    request: PageRequest

    @cached_property
    def everything(self) -> Overview:
        return overview(self.request.user, timezone.now())

    @cached_property
    def totals(self) -> Totals:
        return totals(self.everything.found, self.everything.at)

    @property
    def proof_age_s(self) -> int | None:
        return coarse(self.totals.proof_age_s)

    @cached_property
    def site(self) -> str:
        return self.request.GET.get("site", "").replace("\0", "")

    @cached_property
    def status(self) -> str:
        wanted = self.request.GET.get("status", "")
        return wanted if wanted in CHIPS else ""

    @cached_property
    def _before_status(self) -> list[Standing]:
        words = self.search.lower().split()
        return [
            one
            for one in self.everything.found
            if (not self.site or one.subject.site_code == self.site) and _says(one, words)
        ]

    @cached_property
    def matching(self) -> Any:
        found = [one for one in self._before_status if fits(one, self.status)]
        key = self.current_ordering.removeprefix("-")
        if key in SORTS:
            found = sorted(found, key=SORTS[key], reverse=self.current_ordering.startswith("-"))
        return found

    @cached_property
    def count(self) -> int:
        return len(self.matching)

    @cached_property
    def rows(self) -> list[Any]:
        shown = Overview(self.everything.at, self.everything.now, self.matching)
        may_act = may(self.request.user, "action.change")
        may_add = may(self.request.user, "backup.change")
        rows = shown.rows(self.offset, self.limit)
        return [_shown(row, may_act) | {"may_add": may_add} for row in rows]

    @cached_property
    def sites(self) -> list[tuple[str, str]]:
        known = {one.subject.site_code: one.subject.site for one in self.everything.found}
        return sorted((code, name) for code, name in known.items() if code)

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        if not self.site:
            return []
        name = dict(self.sites).get(self.site, self.site)
        return [{"label": _("Site"), "value": name, "query": self.query(site=None, offset=None)}]

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.site or self.status)

    @property
    def _counts(self) -> Counter[str]:
        """How many `fits` every chip, in one go."""
        found = Counter(one.status for one in self._before_status)
        found["failed"] = sum(one.failed for one in self._before_status)
        found["late"] = sum(one.late for one in self._before_status)
        return found

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The chips with their counts; the address of a chosen one takes it away."""
        built = []
        counts = self._counts
        for code in CHIPS:
            many = counts[code]
            if many or self.status == code:
                chosen = self.status == code
                query = self.query(status=None if chosen else code, offset=None)
                built.append({"look": statuses.of(LOOKS.get(code, code)), "count": many,
                              "chosen": chosen, "query": query})  # fmt: skip
        return built


LOOKS = {
    "missed": "rpo_miss", "failed": "newest_failed", "late": "run_late", "met": "within_rpo",
    "no_policy": "no_policy", "no_target": "no_target", "nothing": "nothing",
}  # fmt: skip


def _says(one: Standing, words: list[str]) -> bool:
    classes = " ".join(family.data_class for family in one.point.families)
    text = f"{one.subject.code} {one.subject.name} {one.subject.site} {classes}".lower()
    return all(word in text for word in words)


def _shown(row: OverviewRow, may_act: bool) -> dict[str, Any]:
    status = row.standing.status
    worst = row.score.worst if row.score else None
    failed = row.checks.failed if row.checks else ()
    return {
        "row": row,
        "families": [(one, coarse(one.age_s)) for one in row.standing.point.families],
        "dots": score_dots(worst.score) if worst else [],
        "proven": bool(row.score and row.score.verified),
        "failed": [check_name(name) for name in failed],
        "action_url": _action(row) if may_act and status in ("missed", "nothing") else "",
    }


def _action(row: OverviewRow) -> str:
    subject, bar = row.subject, row.bar
    system = System(code=subject.code, name=subject.name, rto_s=row.rto_s, rpo_s=bar.required_s)
    if bar.age_s is None:
        words = _("Nothing of %(system)s can be restored.") % {"system": subject.name}
    else:
        words = _("The newest restorable point of %(system)s is %(age)s old, at most %(rpo)s is allowed.") % {  # noqa: E501
            "system": subject.name, "age": format_duration(bar.age_s, _language()),
            "rpo": format_duration(bar.required_s or 0, _language()),
        }  # fmt: skip
    return action_links.of_point(system, words)


def _language() -> str:
    return get_language() or "en"


@require_GET
def overview_page(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    listing = OverviewListing(
        request,
        None,  # type: ignore[arg-type]  # the rows are no QuerySet
        columns=[
            Column("system", gettext_lazy("System"), ["system"]),
            Column("point", gettext_lazy("Newest restorable point"), ["point"]),
            Column("checks", gettext_lazy("Last checks")),
            Column("score", gettext_lazy("3-2-1-1-0")),
            Column("test", gettext_lazy("Restore test")),
            Column("proof", gettext_lazy("Oldest byte read"), ["proof"], css="overview-narrow"),
            Column("next", gettext_lazy("Next expected"), ["next"], css="overview-narrow"),
        ],
        row_template="backups/_overview_row.html",
        search_in=["code"],
        shown=SHOWN,
        caption=_("Whether each system could be restored"),
        empty={
            "title": _("No system is backed up yet"),
            "text": _(
                "Here every system answers whether it could be restored right now: by a backup "
                "that was read, not by one that is believed in. It starts with a policy."
            ),
            **(
                {"href": reverse("backups:policy_create"), "action": _("Add a policy")}
                if may(request.user, "backup.change") else {}
            ),
        },
    )  # fmt: skip
    return render_listing(request, "backups/overview.html", listing)
