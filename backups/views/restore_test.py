"""Restore tests: what was restored to a scratch place, how long it took, what was found."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from backups import action_links
from backups.filters.runs import RestoreTestFilter
from backups.models import BackupSet, RestoreTest
from backups.restore_picture import phase_spec
from backups.services import restore_tests
from backups.set_page.checks import WORST
from backups.views.asked import asked
from backups.words import isolation_words, phase_words, restore_reason_words
from backups.words.evidence import evidence_rows
from backups.words.restore_reasons import restore_check_name
from lib.listing import Column, Listing, render_listing


class RestoreTestListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.late = is_late(row)
            row.why = restore_reason_words(row.reason, row.params)
        return found


def is_late(test: RestoreTest) -> bool:
    return test.restored_s is not None and test.rto_s is not None and test.restored_s > test.rto_s


@require_GET
def restore_test_list(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    listing = RestoreTestListing(
        request,
        RestoreTest.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Restore test"), ["id"]),
            Column("system", gettext_lazy("System"), ["backup_set__policy__system__name", "id"]),
            Column("set", gettext_lazy("Set"), ["backup_set__code", "id"]),
            Column("outcome", gettext_lazy("Outcome"), ["outcome", "id"]),
            Column("took", gettext_lazy("Restored within"), ["restored_s", "id"], css="num"),
            Column("rto", gettext_lazy("RTO"), ["rto_s", "id"], css="num"),
            Column("gap", gettext_lazy("Data gap"), ["data_gap_s", "id"], css="num"),
            Column("finished", gettext_lazy("Finished"), ["finished_at", "id"]),
        ],
        row_template="backups/_restore_test_row.html",
        search_in=["code", "backup_set__code", "backup_set__policy__code",
                   "backup_set__policy__system__name"],
        filterset_class=RestoreTestFilter,
        ordering="-code",
        key="code",
        caption=_("Restore tests"),
        empty={
            "title": _("Nothing was restored yet"),
            "text": _(
                "A restore test brings a set back to a scratch place, checks what came back and "
                "takes the time. Start one from the page of a set, or let the policy do it."
            ),
            "href": reverse("backups:set_list") + "?restorable=true",
            "action": _("To the restorable sets"),
        },
    )  # fmt: skip
    return render_listing(request, "backups/restore_test_list.html", listing)


@require_GET
def restore_test_detail(request: PageRequest, code: str) -> HttpResponse:
    rows = RestoreTest.objects.select_related(
        "backup_set__policy__system", "copy__location", "requested_by"
    )
    test: RestoreTest = visible_or_404(rows, request.user, code=code)
    context = _live(request, test)
    if request.GET.get("part") == "live":
        response = render(request, "backups/_restore_test_live.html", context)
        if test.state not in ("waiting", "running"):
            response.headers["HX-Refresh"] = "true"
        return response
    system = test.backup_set.policy.system
    may_act = may(request.user, "action.change")
    known = {one.code: one for one in BackupSet.objects.defer("log").filter(code__in=test.chain)}
    context |= {
        "late": is_late(test),
        "why": restore_reason_words(test.reason, test.params),
        "evidence": evidence_rows(test.params),
        "isolated": isolation_words(test.isolation),
        "phases": [(phase_words(one["name"]), one["seconds"]) for one in test.phases],
        "spec": phase_spec(test) if test.phases else None,
        "checks": _checks(test),
        "chain": [(code, known.get(code)) for code in test.chain],
        "action_url": action_links.of_test(test, system) if may_act else "",
    }
    return render(request, "backups/restore_test_detail.html", context)


@require_POST
def restore_test_cancel(request: PageRequest, code: str) -> HttpResponse:
    rows = RestoreTest.objects.for_list()
    test: RestoreTest = visible_or_404(rows, request.user, code=code)
    require(request.user, "backup.verify", test)
    return asked(
        request, test,
        lambda: restore_tests.cancel(test, by=request.user, at=timezone.now()),
        _("It is being stopped."),
    )  # fmt: skip


def _live(request: PageRequest, test: RestoreTest) -> dict[str, Any]:
    unfinished = test.state in ("waiting", "running")
    return {
        "test": test,
        "unfinished": unfinished,
        "phase": phase_words(test.phase) if test.phase else "",
        "may_cancel": unfinished and not test.cancel_asked and may(request.user, "backup.verify"),
    }


def _checks(test: RestoreTest) -> list[dict[str, Any]]:
    rows = [
        {
            "name": restore_check_name(one.get("name", "")),
            "outcome": one.get("outcome", "not_run"),
            "words": restore_reason_words(one.get("reason", ""), one.get("params")),
            "evidence": evidence_rows(one.get("params") or {}),
        }
        for one in test.checks
    ]
    return sorted(rows, key=lambda row: WORST.index(row["outcome"]))
