"""Printed copies: the register, the reprint list, one copy, and printing for a place."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import values
from accounts.request import PageRequest
from accounts.views.saving import save_new
from lib.listing import Column, Listing, render_listing
from plans.copy_page import standing
from plans.filters.copy import CopyFilter
from plans.forms.copy import PhotoForm, PrintForm
from plans.models import CopyFormat, CopyState, Plan, PrintCopy
from plans.printing import qr
from plans.printing.tongue import LANGUAGES
from plans.services.copies import may_close, print_copy
from plans.services.versions import effective_of

PERMISSION = "plan.print"


class CopyListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.standing = standing(row)
        return found


@require_GET
def copy_list(request: PageRequest) -> HttpResponse:
    return _list(request, only_outdated=False)


@require_GET
def copy_reprint(request: PageRequest) -> HttpResponse:
    """What hangs although its version is no longer in force."""
    return _list(request, only_outdated=True)


def _list(request: PageRequest, *, only_outdated: bool) -> HttpResponse:
    require(request.user, "plan.view")
    rows = PrintCopy.objects.visible_to(request.user).for_list()
    outdated = rows.outdated().count()
    empty = {
        "title": _("Nothing was printed yet"),
        "text": _("Print a card from the page of its plan: each print says where it hangs."),
        "href": reverse("plans:plan_list"),
        "action": _("Plans"),
    }
    if only_outdated:
        empty = {
            "title": _("Nothing to replace"),
            "text": _("Every copy that hangs is of the version in force."),
        }
    listing = CopyListing(
        request,
        rows.outdated() if only_outdated else rows,
        columns=[
            Column("plan", gettext_lazy("Plan"), ["plan_version__plan__code", "-printed_at"]),
            Column("place", gettext_lazy("Place"), ["place", "site__code"]),
            Column("format", gettext_lazy("Format"), ["format", "language"]),
            Column("holder", gettext_lazy("Holder"), ["holder__name"]),
            Column("printed", gettext_lazy("Printed"), ["printed_at"]),
            Column("state", gettext_lazy("State"), ["state", "-printed_at"]),
        ],
        row_template="plans/_copy_row.html",
        search_in=[
            "place", "token", "plan_version__plan__code", "plan_version__plan__name_en",
            "plan_version__plan__name_zh", "holder__name", "site__name",
        ],
        filterset_class=CopyFilter,
        ordering="-printed",
        key="token",
        caption=_("Printed copies"),
        empty=empty,
    )  # fmt: skip
    context = {"outdated": outdated, "only_outdated": only_outdated}
    return render_listing(request, "plans/copy_list.html", listing, context)


@require_GET
def copy_detail(request: PageRequest, token: str) -> HttpResponse:
    copy = copy_of(request, token)
    return render(request, "plans/copy_detail.html", copy_context(request, copy))


def copy_context(request: PageRequest, copy: PrintCopy) -> dict[str, Any]:
    address = qr.address_of(copy.token)
    plan = copy.plan_version.plan
    current = effective_of(plan)
    is_open = copy.state == CopyState.POSTED
    return {
        "copy": copy,
        "plan": plan,
        "standing": standing(copy),
        "address": address,
        "current": current if current and current.pk != copy.plan_version_id else None,
        "may_print": may(request.user, PERMISSION) and is_open and current is not None,
        "may_close": may_close(request.user, copy) and is_open,
        "photo_form": PhotoForm() if may_close(request.user, copy) else None,
        "replaced": copy.replaces.select_related("plan_version").all(),
    }


def copy_of(request: PageRequest, token: str) -> PrintCopy:
    rows = PrintCopy.objects.for_list().select_related(
        "closed_by", "replaced_by__plan_version__plan", "plan_version__plan__owner"
    )
    found: PrintCopy = visible_or_404(rows, request.user, token=token)
    return found


@require_http_methods(["GET", "POST"])
def copy_create(request: PageRequest, code: str) -> HttpResponse:
    """The version in force for one place; before, the page offers previews."""
    plan: Plan = visible_or_404(Plan.objects.all(), request.user, code=code)
    require(request.user, PERMISSION)
    version = effective_of(plan)
    posted = request.POST if request.method == "POST" else None
    form = PrintForm(posted, version=version)
    if version is not None and posted is not None and form.is_valid():
        create = partial(print_copy, version, **values(form))
        saved = save_new(request, form, create, added=_("The copy is in the register. Print it."))
        if saved is not None:
            return saved
    context = {
        "form": form,
        "plan": plan,
        "version": version,
        "previews": _previews(plan, version) if version is not None else [],
        "cancel_url": plan.get_absolute_url(),
        "submit_label": _("Make the print"),
    }
    return render(request, "plans/copy_form.html", context)


def _previews(plan: Plan, version: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    shown = [
        format for format in CopyFormat if format == CopyFormat.PLAN or version.card_steps.exists()
    ]
    names = {"en": "English", "zh-hans": "中文", "both": "中文 + English"}
    return [
        (
            str(format.label),
            [
                (
                    names[language],
                    reverse(
                        "plans:print_preview", args=[plan.code, version.number, format, language]
                    ),
                )
                for language in LANGUAGES
            ],
        )
        for format in shown
    ]
