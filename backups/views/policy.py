"""Backup policies: the list, one with its rhythm and its hooks, and its form."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from backups.filters.register import PolicyFilter
from backups.forms.policy import PolicyForm
from backups.models import BackupPolicy
from backups.policy_page.hooks import hooks
from backups.policy_page.page import policy_page
from backups.services.policies import change_policy, create_policy
from backups.words.schedule import schedule_words
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing

PERMISSION = "backup.change"


class PolicyListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.schedule_words = schedule_words(row.schedule, row.timezone)
        return found


@require_GET
def policy_list(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("backups:policy_create"), "action": _("Add a policy")}
    listing = PolicyListing(
        request,
        BackupPolicy.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("system", gettext_lazy("System"), ["system__name", "data_class", "code"]),
            Column("method", pgettext_lazy("backup", "Method"), ["method", "code"]),
            Column("schedule", gettext_lazy("Schedule")),
            Column("rhythm", gettext_lazy("Rhythm"), ["state__rhythm", "code"]),
            Column("next", gettext_lazy("Next expected"), ["state__expected_at", "code"]),
            Column("places", gettext_lazy("Locations")),
        ],
        row_template="backups/_policy_row.html",
        search_in=["code", "data_class", "system__code", "system__name"],
        filterset_class=PolicyFilter,
        ordering="system",
        key="code",
        caption=_("Backup policies"),
        empty={
            "title": _("No backup policies yet"),
            "text": _(
                "A policy says what of a system is backed up, how often and whereto, and how that "
                "is proved. Everything else starts with it."
            ),
            **(first if may_change else {}),
        },
    )
    return render_listing(request, "backups/policy_list.html", listing, {"may_change": may_change})


@require_GET
@never_cache
def policy_detail(request: PageRequest, code: str) -> HttpResponse:
    """The secret address is shown to those only who may register backups."""
    policy = _policy(request, code)
    address = ping_address(request, policy) if may(request.user, "backup.register") else ""
    context = {
        "policy": policy,
        "page": policy_page(request.user, policy, timezone.now()),
        "address": address,
        "hooks": hooks(address) if address else [],
        "may_change": may(request.user, PERMISSION),
    }
    return render(request, "backups/policy_detail.html", context)


@require_http_methods(["GET", "POST"])
def policy_create(request: PageRequest) -> HttpResponse:
    """`?system=orders` comes filled in."""
    require(request.user, PERMISSION)
    start = {"timezone": Organisation.current().timezone, "system": request.GET.get("system")}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        added = _("The policy was added. The lines for your backup job stand below.")
        saved = save_new(request, form, partial(create_policy, **form.given()), added=added)
        if saved is not None:
            return saved
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def policy_edit(request: PageRequest, code: str) -> HttpResponse:
    policy = _policy(request, code)
    require(request.user, PERMISSION, policy)
    posted = merged(request.POST) if request.method == "POST" else None
    form = PolicyForm(posted, instance=policy)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_policy(
                policy, read_version=read_version, by=by, at=at, **form.given()
            ),
            theirs=lambda current: PolicyForm(instance=current),
            back=policy.get_absolute_url(),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, policy)


def ping_address(request: PageRequest, policy: BackupPolicy) -> str:
    """The whole address without a slash at its end."""
    return request.build_absolute_uri(reverse("ping", args=[policy.ping_uuid])).rstrip("/")


def _form_page(request: PageRequest, form: PolicyForm, policy: BackupPolicy | None) -> HttpResponse:
    back = policy.get_absolute_url() if policy else reverse("backups:policy_list")
    context: dict[str, Any] = {"form": form, "policy": policy, "cancel_url": back}
    status = 422 if form.errors else 200
    return render(request, "backups/policy_form.html", context, status=status)


def _policy(request: PageRequest, code: str) -> BackupPolicy:
    rows = BackupPolicy.objects.select_related("system", "state").prefetch_related(
        "places__location"
    )
    found: BackupPolicy = visible_or_404(rows, request.user, code=code)
    return found
