"""The log of what left and what did not, for whoever looks after messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import actor, may, require, visible_or_404
from followup.filters.delivery import DeliveryFilter, NotSentFilter
from followup.models import EMAIL, Channel, Delivery, DeliveryState, Notification
from followup.reasons import words_of_reason
from followup.services.sending_again import send_delivery_again, send_row_again
from followup.told import told
from lib.errors import GuardsUnmet
from lib.listing import Column, Listing, render_listing

_LINK = re.compile(r"\[\[acknowledge:\d+\]\]")


class Log(Listing):
    """A list whose channels are called by their names (one query for all rows)."""

    wrap: Callable[[Any], Any] | None = None

    @cached_property
    def channel_names(self) -> dict[str, Any]:
        return channel_names()

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.matching[self.offset : self.offset + self.limit])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            row.channel_name = self.channel_names.get(row.channel, row.channel)
            row.recipient = row.person or row.user or row.channel_name
            yield {"item": self.wrap(row) if self.wrap else row, "key": row.pk}


def channel_names() -> dict[str, Any]:
    return {EMAIL: _("E-mail")} | dict(Channel.objects.values_list("code", "name"))


def delivery_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "notification.view")
    listing = Log(
        request,
        Delivery.objects.visible_to(actor(request)).for_list(),
        columns=[
            Column("created", gettext_lazy("When"), ["id"]),
            Column("recipient", gettext_lazy("To")),
            Column("channel", gettext_lazy("Channel"), ["channel"]),
            Column("subject", gettext_lazy("Message")),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("attempts", gettext_lazy("Attempts"), ["attempts"], css="num"),
        ],
        row_template="followup/_delivery_row.html",
        search_in=["subject", "person__name", "user__username", "error", "message_id"],
        filterset_class=DeliveryFilter,
        ordering="-created",
        caption=_("Deliveries"),
        empty={
            "title": _("Nothing was sent yet"),
            "text": _("Every mail and chat message that leaves the platform is listed here."),
            "symbol": "send",
        },
    )
    return render_listing(request, "followup/delivery_list.html", listing, {"tab": "sent"})


def not_sent(request: HttpRequest) -> HttpResponse:
    """Messages that never became a delivery: held, no longer wanted, too late, no address."""
    require(request.user, "notification.view")
    listing = Log(
        request,
        Notification.objects.not_sent(),
        columns=[
            Column("created", gettext_lazy("When"), ["id"]),
            Column("recipient", gettext_lazy("To")),
            Column("channel", gettext_lazy("Channel"), ["channel"]),
            Column("message", gettext_lazy("Message")),
            Column("state", gettext_lazy("State"), ["state"]),
            Column("reason", gettext_lazy("Why"), ["reason"]),
        ],
        row_template="followup/_not_sent_row.html",
        search_in=["title", "subject_code", "kind", "person__name", "user__username"],
        filterset_class=NotSentFilter,
        ordering="-created",
        caption=_("Messages that were not sent"),
        empty={
            "title": _("Everything was sent"),
            "text": _("Messages that wait or were not wanted any more are listed here."),
            "symbol": "circle-check",
        },
    )
    listing.wrap = explained
    context = {"tab": "not_sent", "may_change": may(request.user, "notification.change")}
    return render_listing(request, "followup/not_sent_list.html", listing, context)


def explained(row: Notification) -> dict[str, Any]:
    """The row with its words and why it is where it is."""
    return {"row": row, "told": told(row), "why": words_of_reason(row.reason)}


def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _fetch(request, pk)
    rows = list(delivery.notifications.select_related("person", "user", "clock").order_by("id"))
    names = channel_names()
    context = {
        "delivery": delivery,
        "recipient": delivery.person or delivery.user or names.get(delivery.channel, ""),
        "channel_name": names.get(delivery.channel, delivery.channel),
        # The link itself is the recipient's secret and never stored.
        "body": _LINK.sub("[…]", delivery.body),
        "rows": [explained(row) for row in rows],
        "chain": _chain(rows, names),
        "may_retry": delivery.state == DeliveryState.FAILED
        and any(row.state == "failed" for row in rows)
        and may(request.user, "notification.change"),
    }
    return render(request, "followup/delivery_detail.html", context)


@require_POST
def delivery_retry(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _fetch(request, pk)
    require(request.user, "notification.change")
    _again(request, lambda: send_delivery_again(delivery, by=actor(request), at=timezone.now()))
    return redirect("followup:delivery_detail", pk)


@require_POST
def not_sent_retry(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "notification.view")
    row = visible_or_404(Notification.objects.not_sent(), request.user, pk=pk)
    require(request.user, "notification.change")
    _again(request, lambda: send_row_again(row, by=actor(request), at=timezone.now()))
    return redirect("followup:not_sent_list")


def _again(request: HttpRequest, verb: Callable[[], int]) -> None:
    try:
        verb()
    except GuardsUnmet as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is tried again now."))


def _fetch(request: HttpRequest, pk: int) -> Delivery:
    require(request.user, "notification.view")
    found: Delivery = visible_or_404(Delivery.objects.for_list(), request.user, pk=pk)
    return found


def _chain(rows: Iterable[Notification], names: dict[str, Any]) -> list[dict[str, Any]]:
    """The same messages on other channels, before and after this one (NTF-9), oldest first."""
    keys = {f"{row.dedup_key.rpartition(':')[0]}:{channel}" for row in rows for channel in names}
    found = (
        Notification.objects.filter(dedup_key__in=keys).select_related("delivery").order_by("id")
    )
    shown: dict[tuple[str, str, str, int], dict[str, Any]] = {}
    for row in found:
        place = (row.channel, row.state, row.reason, row.delivery_id or 0)
        line = {
            "channel": names.get(row.channel, row.channel),
            "state": row.state,
            "why": words_of_reason(row.reason),
            "at": row.sent_at or row.created_at,
            "url": reverse("followup:delivery_detail", args=[row.delivery_id])
            if row.delivery_id
            else "",
            "delivery": row.delivery_id,
        }
        shown.setdefault(place, line)
    return list(shown.values()) if len(shown) > 1 else []
