"""Verifications: what was read when, by whom asked for, and what came out."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from backups.filters.runs import VerificationFilter
from backups.models import Verification
from backups.services import verification as running
from backups.set_page.checks import check_rows
from backups.set_page.running import running_of
from backups.views.asked import asked
from backups.words import place_problem, verdict_words
from lib.listing import Column, Listing, render_listing

MOST_SLICES = 200


@require_GET
def verification_list(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    listing = Listing(
        request,
        Verification.objects.visible_to(request.user)
        .select_related("backup_set__policy__system", "requested_by"),
        columns=[
            Column("code", pgettext_lazy("backup", "Verification"), ["id"]),
            Column("set", gettext_lazy("Set"), ["backup_set__code", "id"]),
            Column("system", gettext_lazy("System"), ["backup_set__policy__system__name", "id"]),
            Column("reason", gettext_lazy("Reason"), ["reason", "id"]),
            Column("outcome", gettext_lazy("Outcome"), ["outcome", "id"]),
            Column("read", pgettext_lazy("backup", "Read"), ["bytes_total", "id"], css="num"),
            Column("finished", gettext_lazy("Finished"), ["finished_at", "id"]),
        ],
        row_template="backups/_verification_row.html",
        search_in=["code", "backup_set__code", "backup_set__policy__code",
                   "backup_set__policy__system__name"],
        filterset_class=VerificationFilter,
        ordering="-code",
        key="code",
        caption=_("Verifications"),
        empty={
            "title": _("Nothing was verified yet"),
            "text": _(
                "Every set is read once it arrives and again before its bytes get too old. What "
                "was found stands here, run by run."
            ),
            "href": reverse("backups:set_list"),
            "action": _("To the backup sets"),
        },
    )  # fmt: skip
    return render_listing(request, "backups/verification_list.html", listing)


@require_GET
def verification_detail(request: PageRequest, code: str) -> HttpResponse:
    """The whole page, or for htmx the part that changes while it runs."""
    run: Verification = visible_or_404(Verification.objects.for_list(), request.user, code=code)
    if request.GET.get("part") == "live":
        response = render(request, "backups/_verification_live.html", _live(request, run))
        if run.state not in ("waiting", "running"):
            response.headers["HX-Refresh"] = "true"
        return response
    checked = (
        Verification.objects.select_related("backup_set__policy__system")
        .prefetch_related("checks__copy__location")
        .get(pk=run.pk)
    )
    slices = run.slices.select_related("copy__location", "part").order_by("id")
    context = {
        **_live(request, run),
        "checks": check_rows(checked, may_act=may(request.user, "action.change")),
        "slices": [_slice(one) for one in slices[:MOST_SLICES]],
        "slices_total": run.slices.count(),
        "verdicts": _verdicts(run),
        "took_s": _took_s(run),
    }
    return render(request, "backups/verification_detail.html", context)


@require_POST
def verification_cancel(request: PageRequest, code: str) -> HttpResponse:
    run: Verification = visible_or_404(Verification.objects.for_list(), request.user, code=code)
    require(request.user, "backup.verify", run)
    return asked(
        request, run,
        lambda: running.cancel(run, by=request.user, at=timezone.now()),
        _("It stops after the file it is reading."),
    )  # fmt: skip


def _live(request: PageRequest, run: Verification) -> dict[str, Any]:
    unfinished = run.state in ("waiting", "running")
    return {
        "run": run,
        "progress": running_of(run) if unfinished else None,
        "may_cancel": unfinished and not run.cancel_asked and may(request.user, "backup.verify"),
    }


def _slice(one: Any) -> dict[str, Any]:
    rate = one.bytes_done / one.seconds if one.seconds else None
    return {
        "row": one,
        "problem": place_problem(one.problem),
        "rate": rate,
        "root": one.merkle_root,
    }


def _verdicts(run: Verification) -> list[tuple[str, int, str]]:
    """How many files with each verdict that is worth a line (one query)."""
    found = run.problems.order_by().values_list("verdict").annotate(many=Count("pk"))
    return [
        (verdict_words(verdict), many, verdict)
        for verdict, many in sorted(found, key=lambda pair: (-pair[1], pair[0]))
    ]


def _took_s(run: Verification) -> int | None:
    if run.started_at is None or run.finished_at is None:
        return None
    return int((run.finished_at - run.started_at).total_seconds())
