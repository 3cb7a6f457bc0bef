"""Backup sets: the list, and one with its checks, files, problems and log."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from backups.filters.backup_set import BackupSetFilter
from backups.models import BackupSet, FileProblem, ManifestFile
from backups.set_page.page import allowed, set_page
from backups.words import obstacle_words, verdict_words
from backups.words.evidence import evidence_rows
from lib.listing import Column, Listing, render_listing


class SetListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.why = obstacle_words(row.obstacle)
        return found


class ProblemListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        return [problem_row(row) for row in self.matching[self.offset : self.offset + self.limit]]


def problem_row(row: FileProblem) -> dict[str, Any]:
    source = getattr(row, "good_source", None)
    return {
        "row": row,
        "words": verdict_words(row.verdict, row.evidence.get("reason", "")),
        "evidence": evidence_rows(row.evidence),
        "good": source.copy if source else None,
        "agreeing": source.agreeing if source else 0,
    }


@require_GET
def set_list(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    listing = SetListing(
        request,
        BackupSet.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Set"), ["code"]),
            Column("system", gettext_lazy("System"), ["policy__system__name", "policy__code"]),
            Column("kind", gettext_lazy("Kind"), ["kind"]),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("point", gettext_lazy("Restore point"), ["restore_point_at", "id"]),
            Column("arrived", gettext_lazy("Arrived"), ["arrived_at", "id"]),
            Column("size", gettext_lazy("Size"), ["size_bytes"], css="num"),
            Column("restorable", gettext_lazy("Restorable")),
        ],
        row_template="backups/_set_row.html",
        search_in=["code", "policy__code", "policy__data_class", "policy__system__name"],
        filterset_class=BackupSetFilter,
        ordering="-arrived",
        key="code",
        caption=_("Backup sets"),
        empty={
            "title": _("No backup sets yet"),
            "text": _(
                "A set is what one backup run left. It comes by a scan of a storage location, by "
                "a call of the backup tool, or by a manifest in the folder. It starts with a policy."  # noqa: E501
            ),
            "href": reverse("backups:policy_list"),
            "action": _("To the policies"),
        },
    )
    return render_listing(request, "backups/set_list.html", listing)


@require_GET
def set_detail(request: PageRequest, code: str) -> HttpResponse:
    return render(request, "backups/set_detail.html", _context(request, code))


@require_GET
def set_live(request: PageRequest, code: str) -> HttpResponse:
    """The part that changes while something runs; once nothing runs, the page loads anew."""
    context = _context(request, code)
    response = render(request, "backups/_set_live.html", context)
    if not context["page"].live:
        response.headers["HX-Refresh"] = "true"
    return response


def _context(request: PageRequest, code: str) -> dict[str, Any]:
    one = _set(request, code)
    page = set_page(request.user, one, timezone.now())
    return {"set": one, "page": page, "tab": "set_detail", **allowed(request.user, page)}


@require_GET
def set_files(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    listing = Listing(
        request,
        ManifestFile.objects.filter(backup_set=one),
        columns=[
            Column("path", gettext_lazy("Path"), ["path"]),
            Column("size", gettext_lazy("Size"), ["size_bytes", "path"], css="num"),
            Column("declared", gettext_lazy("Declared digest")),
            Column("sha256", gettext_lazy("SHA-256")),
            Column("blake3", gettext_lazy("BLAKE3")),
        ],
        row_template="backups/_manifest_row.html",
        search_in=["path"],
        ordering="path",
        caption=_("Files of the manifest"),
        empty={
            "title": _("No file is known yet"),
            "text": _("The first verification reads the set and writes down what it consists of."),
        },
    )
    context = {"set": one, "tab": "set_files"}
    return render_listing(request, "backups/set_files.html", listing, context)


@require_GET
def set_problems(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    newest = one.verifications.filter(state="finished").order_by("-id").first()
    rows = FileProblem.objects.select_related("copy__location", "good_source__copy__location")
    listing = ProblemListing(
        request,
        rows.filter(verification=newest) if newest else rows.none(),
        columns=[
            Column("path", gettext_lazy("Path"), ["path"]),
            Column("verdict", gettext_lazy("What is wrong"), ["verdict", "path"]),
            Column("copy", pgettext_lazy("backup", "Copy"), ["copy__location__code", "path"]),
            Column("good", gettext_lazy("Good bytes at")),
            Column("evidence", gettext_lazy("Evidence")),
        ],
        row_template="backups/_problem_row.html",
        search_in=["path", "verdict", "copy__location__code"],
        ordering="path",
        caption=_("Files with problems"),
        empty={
            "title": _("No file with a problem"),
            "text": _("The newest verification found every file as it should be."),
        }
        if newest
        else {
            "title": _("Not verified yet"),
            "text": _("Files that are not as they should be stand here after a verification."),
        },
    )
    context = {"set": one, "tab": "set_problems", "newest": newest}
    return render_listing(request, "backups/set_problems.html", listing, context)


@require_GET
def set_log(request: PageRequest, code: str) -> HttpResponse:
    one: BackupSet = visible_or_404(
        BackupSet.objects.select_related("policy__system"), request.user, code=code
    )
    return render(request, "backups/set_log.html", {"set": one, "tab": "set_log"})


def _set(request: PageRequest, code: str) -> BackupSet:
    rows = BackupSet.objects.for_list().select_related("policy__state", "released_by")
    found: BackupSet = visible_or_404(rows, request.user, code=code)
    return found
