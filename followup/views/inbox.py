"""What one was told in the app: the bell, the list, and what is done to a message."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor
from followup.filters.message import InboxFilter
from followup.models import Notification
from followup.services.acknowledgement import acknowledge_in_app
from followup.services.inbox import mark_all_read, mark_read, unread_count
from followup.told import told
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing


class Inbox(Listing):
    """The list with its words."""

    @cached_property
    def rows(self) -> list[Any]:
        shown = self.matching[self.offset : self.offset + self.limit]
        return [told(row) for row in shown]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for item in self.rows:
            yield {"item": item, "key": item.pk}


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    listing = Inbox(
        request,
        Notification.objects.inbox(actor(request)),
        columns=[
            Column("state", gettext_lazy("State")),
            Column("message", gettext_lazy("Message")),
            Column("due", gettext_lazy("By when")),
            Column("told", gettext_lazy("Told"), ["id"]),
            Column("deeds", gettext_lazy("Actions")),
        ],
        row_template="followup/_message_row.html",
        filterset_class=InboxFilter,
        ordering="-told",
        caption=_("Messages"),
        empty={
            "title": _("Nothing to tell you"),
            "text": _("What is asked of you, and what passes its deadline, is told here."),
            "symbol": "bell",
        },
    )
    # The bell shows the same figure: counted once for both.
    context = {"unread_messages": unread_count(actor(request))}
    return render_listing(request, "followup/inbox.html", listing, context)


@login_not_required
@never_cache
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell anew, or 204 while its number is still `shown`; also for who was signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    number = unread_count(actor(request))
    if request.GET.get("shown") == str(number):
        return HttpResponse(status=204)
    return render(request, "followup/_bell.html", {"unread_messages": number})


@require_GET
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """To what the message is about; having followed it is having read it."""
    row = _fetch(request, pk)
    mark_read(row, by=actor(request), at=timezone.now())
    return redirect(row.url if _is_own_path(row.url) else reverse("followup:inbox"))


@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    mark_read(_fetch(request, pk), by=actor(request), at=timezone.now())
    return _back(request)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    number = mark_all_read(by=actor(request), at=timezone.now())
    words = ngettext("%(n)s message is read.", "%(n)s messages are read.", number)
    messages.success(request, words % {"n": number})
    return _back(request)


@require_POST
def acknowledge_message(request: HttpRequest, pk: int) -> HttpResponse:
    row = _fetch(request, pk)
    try:
        acknowledge_in_app(row, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        mark_read(row, by=actor(request), at=timezone.now())
        messages.success(request, _("Acknowledged."))
    return _back(request)


def _fetch(request: HttpRequest, pk: int) -> Notification:
    """One's own message; another person's is not there (404)."""
    found: Notification = get_object_or_404(Notification.objects.inbox(actor(request)), pk=pk)
    return found


def _back(request: HttpRequest) -> HttpResponse:
    """To where the button was, within the inbox."""
    inbox_url = reverse("followup:inbox")
    wanted = request.POST.get("next", "")
    return redirect(wanted if wanted.partition("?")[0] == inbox_url else inbox_url)


def _is_own_path(url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
