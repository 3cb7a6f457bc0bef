"""Webhook endpoints: the list, one with its deliveries, and its edits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import show_refusal, values
from accounts.request import PageRequest
from followup import webhook_types
from followup.filters.webhook import WebhookDeliveryFilter
from followup.forms.webhook import WebhookEndpointForm
from followup.models import WebhookDelivery, WebhookEndpoint
from followup.services import endpoints
from followup.services.webhook_request import words_of
from followup.views.webhook_secret import show_secret, take_secret
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, StaleVersion
from lib.listing import Column, Listing, render_listing

PERMISSION = "webhook.change"


class DeliveryListing(Listing):
    @property
    def rows(self) -> Any:  # type: ignore[override]
        found = list(self.matching[self.offset : self.offset + self.limit])
        for row in found:
            row.reason = words_of(row.error)
        return found


def webhook_list(request: PageRequest) -> HttpResponse:
    require(request.user, "webhook.view")
    may_change = may(request.user, PERMISSION)
    first = {"href": reverse("followup:webhook_create"), "action": _("Add an endpoint")}
    listing = Listing(
        request,
        WebhookEndpoint.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Endpoint"), ["name"]),
            Column("url", gettext_lazy("URL"), ["url"]),
            Column("events", gettext_lazy("Events")),
            Column("state", gettext_lazy("State"), ["is_active", "failing_since"]),
        ],
        row_template="followup/_webhook_row.html",
        search_in=["code", "name", "url"],
        ordering="code",
        key="code",
        caption=gettext_lazy("Webhook endpoints"),
        empty={
            "title": _("No webhook endpoints yet"),
            "text": _("Other systems are told what happens here the moment it happens."),
            **(first if may_change else {}),
        },
    )
    return render_listing(
        request, "followup/webhook_list.html", listing, {"may_change": may_change}
    )


@never_cache
def webhook_detail(request: PageRequest, code: str) -> HttpResponse:
    """Its settings and its deliveries; a secret just made is shown this once."""
    endpoint = visible_or_404(WebhookEndpoint.objects.for_list(), request.user, code=code)
    listing = DeliveryListing(
        request,
        WebhookDelivery.objects.for_list().visible_to(request.user).filter(endpoint=endpoint),
        columns=[
            Column("created", gettext_lazy("Created"), ["pk"]),
            Column("type", gettext_lazy("Event"), ["event__type"]),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("attempts", gettext_lazy("Attempts"), ["attempts"], css="num"),
            Column("answer", gettext_lazy("Answer"), ["status_code"]),
            Column("duration", gettext_lazy("Duration"), ["duration_ms"], css="num"),
        ],
        row_template="followup/_webhook_delivery_row.html",
        search_in=["event__uid", "event__subject_code"],
        filterset_class=WebhookDeliveryFilter,
        ordering="-created",
        caption=gettext_lazy("Deliveries"),
        shown=25,
        empty={
            "title": _("Nothing sent yet"),
            "text": _("A test event shows whether the receiver answers."),
        },
    )
    context = {
        "endpoint": endpoint,
        "may_change": may(request.user, PERMISSION),
        "descriptions": _described(endpoint.event_types),
        "both_sign": endpoint.previous_until is not None
        and endpoint.previous_until > timezone.now(),
        # A fragment for htmx would use the secret up unseen.
        "secret": None if request.htmx else take_secret(request, endpoint),
    }
    return render_listing(request, "followup/webhook_detail.html", listing, context)


@require_http_methods(["GET", "POST"])
def webhook_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = WebhookEndpointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = endpoints.create_endpoint(
                **values(form), by=request.user, at=timezone.now()
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            show_secret(request, endpoint, secret)
            messages.success(request, _("The endpoint was added."))
            return redirect(endpoint)
    context = {"form": form, "cancel_url": reverse("followup:webhook_list")}
    status = 422 if form.errors else 200
    return render(request, "followup/webhook_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def webhook_edit(request: PageRequest, code: str) -> HttpResponse:
    endpoint = visible_or_404(WebhookEndpoint.objects.for_list(), request.user, code=code)
    require(request.user, PERMISSION, endpoint)
    posted = merged(request.POST) if request.method == "POST" else None
    form = WebhookEndpointForm(posted, instance=endpoint)
    cancel_url = endpoint.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            endpoints.change_endpoint(
                endpoint,
                **values(form),
                read_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        except StaleVersion as stale:
            both = conflict(
                mine=form,
                theirs=WebhookEndpointForm(instance=stale.current),
                version=stale.current.version,
                at=stale.current.updated_at,
            )
            context: dict[str, Any] = {"conflict": both, "cancel_url": cancel_url}
            return render(request, "base_conflict.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect(endpoint)
    context = {"form": form, "endpoint": endpoint, "cancel_url": cancel_url}
    status = 422 if form.errors else 200
    return render(request, "followup/webhook_form.html", context, status=status)


def _described(patterns: list[str]) -> list[tuple[str, Any]]:
    """Each pattern an endpoint has chosen with what it means."""
    known = {one.key: one.description for one in webhook_types.all_types()}
    return [
        (pattern, known.get(pattern) or (_("everything") if pattern == "*" else _("all of these")))
        for pattern in patterns
    ]
