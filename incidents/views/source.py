"""Pages of monitoring sources: the list, one with its alerts, the form with a dry run."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from backups.views.deletion import deletion
from incidents.forms.source import SourceForm
from incidents.models import Incident, MonitoringAlert, MonitoringSource
from incidents.services.alert_reading import require_mapping
from incidents.services.alerts import tried
from incidents.services.monitoring import (
    PERMISSION,
    change_source,
    create_source,
    delete_source,
)
from lib.conflicts import merged
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing

SHOWN_ALERTS = 50
NOT_SAVED = ("version", "sample")


@require_GET
def source_list(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("incidents:source_create"), "action": _("Add a source")}
    listing = Listing(
        request,
        MonitoringSource.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Source"), ["name"]),
            Column("kind", gettext_lazy("Kind"), ["kind", "code"]),
            Column("user", gettext_lazy("Service user"), ["user__username"]),
            Column("resolved", gettext_lazy("When it is resolved"), ["when_resolved", "code"]),
            Column("active", gettext_lazy("Active"), ["is_active", "code"]),
        ],
        row_template="incidents/_source_row.html",
        search_in=["code", "name", "user__username"],
        ordering="code",
        key="code",
        caption=_("Monitoring sources"),
        empty={
            "title": _("No monitoring sources yet"),
            "text": _("A source is a monitoring system whose alerts declare incidents by itself."),
            **(first if may_change else {}),
        },
    )
    return render_listing(
        request, "incidents/source_list.html", listing, {"may_change": may_change}
    )


@require_GET
def source_detail(request: PageRequest, code: str) -> HttpResponse:
    source = _source(request, code)
    rows = source.alerts.select_related("incident").order_by("-last_at", "-pk")
    seen = Incident.objects.visible_to(request.user)
    hidden = Incident.objects.exclude(pk__in=seen.values("pk"))
    context = {
        "source": source,
        "alerts": rows.exclude(incident__in=hidden)[:SHOWN_ALERTS],
        "firing": MonitoringAlert.objects.filter(source=source, firing=True).count(),
        "address": f"{settings.PUBLIC_URL}/api/v1/monitoring/{source.code}/",
        "may_change": may(request.user, PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "incidents/source_detail.html", context)


@require_http_methods(["GET", "POST"])
def source_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            return _dry_run(request, form, None)
        added = _("The source was added. Give its user a token and let it post.")
        saved = save_new(request, form, partial(create_source, **_given(form)), added=added)
        if saved is not None:
            return saved
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def source_edit(request: PageRequest, code: str) -> HttpResponse:
    source = _source(request, code)
    require(request.user, PERMISSION, source)
    posted = merged(request.POST) if request.method == "POST" else None
    # The form's instance is its own: what is typed must not stand in the row.
    form = SourceForm(posted, instance=_source(request, code))
    if posted is not None and form.is_valid():
        if "try" in request.POST:
            return _dry_run(request, form, source)
        saved = save_change(
            request, form, partial(change_source, source, **_given(form)),
            theirs=lambda current: SourceForm(instance=current),
            back=source.get_absolute_url(),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, source)


@require_http_methods(["GET", "POST"])
def source_delete(request: PageRequest, code: str) -> HttpResponse:
    source = _source(request, code)
    require(request.user, PERMISSION, source)
    return deletion(
        request, delete_source, source, template="incidents/source_delete.html",
        back=reverse("incidents:source_list"), name=source.name, source=source,
        summary=[(_("Source"), source.name), (_("Service user"), source.user.username)],
        warning=_("Its alerts are forgotten; incidents stay. The user's token goes on working."),
    )  # fmt: skip


def _dry_run(
    request: PageRequest, form: SourceForm, source: MonitoringSource | None
) -> HttpResponse:
    """What the payload would do, beside the form; nothing is saved."""
    data, shown = form.cleaned_data, None
    if data["sample"] is None:
        form.add_error("sample", _("Paste a payload."))
    else:
        try:
            require_mapping(data["kind"], data["mapping"])
            found = tried(
                kind=data["kind"], mapping=data["mapping"], payload=data["sample"],
                default_systems=list(data["default_systems"]), at=timezone.now(),
            )  # fmt: skip
            shown = [
                {"alert": one, "systems": codes, "unknown": names} for one, codes, names in found
            ]
        except DomainRefusal as refusal:
            for problem in refusal.problems:
                form.add_error("sample", problem.message)
    return _form_page(request, form, source, tried=shown)


def _given(form: SourceForm) -> dict[str, Any]:
    values = {name: value for name, value in form.cleaned_data.items() if name not in NOT_SAVED}
    values["default_systems"] = list(values["default_systems"])
    if not values.get("code"):
        values.pop("code", None)
    return values


def _form_page(
    request: PageRequest, form: SourceForm, source: MonitoringSource | None, **more: Any
) -> HttpResponse:
    back = source.get_absolute_url() if source else reverse("incidents:source_list")
    context = {"form": form, "source": source, "cancel_url": back} | more
    status = 422 if form.errors else 200
    return render(request, "incidents/source_form.html", context, status=status)


def _source(request: PageRequest, code: str) -> MonitoringSource:
    rows = MonitoringSource.objects.for_list()
    found: MonitoringSource = visible_or_404(rows, request.user, code=code)
    return found
