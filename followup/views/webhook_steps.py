"""What is done to a webhook endpoint beside editing it: rotation, test, replay, deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from followup.models import WebhookDelivery, WebhookDeliveryState, WebhookEndpoint
from followup.services import endpoints
from followup.services.webhook_request import payload_of, words_of
from followup.views.webhook_secret import show_secret
from lib.errors import DomainRefusal

PERMISSION = "webhook.change"


@require_http_methods(["GET", "POST"])
def webhook_secret(request: PageRequest, code: str) -> HttpResponse:
    """Rotation: a new secret, shown on the endpoint's page this once."""
    endpoint = _endpoint(request, code)
    if request.method == "POST":
        secret = endpoints.rotate_secret(endpoint, by=request.user, at=timezone.now())
        show_secret(request, endpoint, secret)
        return redirect(endpoint)
    context = {
        "heading": _("Make a new secret?"),
        "summary": _summary(endpoint),
        "warning": _(
            "For 24 hours everything is signed with both secrets, so that the receiver can change "
            "over. A secret from an earlier rotation stops signing now."
        ),
        "confirm_label": _("Make a new secret"),
        "cancel_url": endpoint.get_absolute_url(),
    }
    return render(request, "followup/webhook_step.html", context | {"endpoint": endpoint})


@require_http_methods(["GET", "POST"])
def webhook_delete(request: PageRequest, code: str) -> HttpResponse:
    endpoint = _endpoint(request, code)
    if request.method == "POST":
        endpoints.delete_endpoint(endpoint, by=request.user, at=timezone.now())
        messages.success(request, _("The endpoint was deleted."))
        return redirect("followup:webhook_list")
    context = {
        "heading": _("Delete this endpoint?"),
        "summary": _summary(endpoint),
        "warning": _("Its log of deliveries goes with it. To pause it, switch it off instead."),
        "confirm_label": _("Delete"),
        "danger": True,
        "cancel_url": endpoint.get_absolute_url(),
    }
    return render(request, "followup/webhook_step.html", context | {"endpoint": endpoint})


@require_POST
def webhook_test(request: PageRequest, code: str) -> HttpResponse:
    endpoint = _endpoint(request, code)
    made = _try(request, lambda: endpoints.send_test(endpoint, by=request.user, at=timezone.now()))
    if made is not None:
        messages.success(request, _("A test event is on its way."))
        return redirect(made)
    return redirect(endpoint)


def webhook_delivery(request: PageRequest, code: str, delivery: int) -> HttpResponse:
    """One delivery: what was sent, and what came back."""
    row = _delivery(request, code, delivery)
    may_change = may(request.user, PERMISSION)
    context = {
        "delivery": row,
        "endpoint": row.endpoint,
        "payload": json.dumps(payload_of(row.event), ensure_ascii=False, indent=2),
        "reason": words_of(row.error),
        "may_replay": may_change
        and row.endpoint.is_active
        and row.state != WebhookDeliveryState.PENDING,
        "replays": WebhookDelivery.objects.filter(event=row.event, endpoint=row.endpoint).exclude(
            pk=row.pk
        ),
    }
    return render(request, "followup/webhook_delivery.html", context)


@require_POST
def webhook_replay(request: PageRequest, code: str, delivery: int) -> HttpResponse:
    row = _delivery(request, code, delivery)
    require(request.user, PERMISSION, row.endpoint)
    made = _try(request, lambda: endpoints.replay(row, by=request.user, at=timezone.now()))
    if made is not None:
        messages.success(request, _("The event is sent once more, with the same webhook-id."))
    return redirect(made or row)


def _endpoint(request: PageRequest, code: str) -> WebhookEndpoint:
    endpoint: WebhookEndpoint = visible_or_404(
        WebhookEndpoint.objects.for_list(), request.user, code=code
    )
    require(request.user, PERMISSION, endpoint)
    return endpoint


def _delivery(request: PageRequest, code: str, pk: int) -> WebhookDelivery:
    rows = WebhookDelivery.objects.for_list()
    row: WebhookDelivery = visible_or_404(rows, request.user, endpoint__code=code, pk=pk)
    return row


def _try(request: PageRequest, verb: Callable[[], WebhookDelivery]) -> WebhookDelivery | None:
    try:
        return verb()
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem.message))
        return None


def _summary(endpoint: WebhookEndpoint) -> list[tuple[Any, ...]]:
    return [
        (_("Code"), endpoint.code),
        (_("Name"), endpoint.name or "–"),
        (_("URL"), endpoint.url),
    ]
