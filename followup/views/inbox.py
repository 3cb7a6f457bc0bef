"""What one was told in the app: the bell, the list, and what is done to a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor
from followup.messages import all_kinds
from followup.models import Notification
from followup.services.acknowledgement import acknowledge_in_app
from followup.services.inbox import mark_all_read, mark_read, unread_count
from followup.services.wording import Words, words_of
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing


@dataclass(frozen=True)
class Told:
    """A message as the page shows it, in the viewer's language and zone."""

    row: Notification
    words: Words
    due_at: datetime | None
    due_on: date | None

    @property
    def pk(self) -> int:
        return self.row.pk

    def __str__(self) -> str:
        return self.words.title


def told(row: Notification) -> Told:
    zone = timezone.get_current_timezone()
    words = words_of(
        row,
        language=get_language() or "en",
        zone=zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"),
    )
    return Told(row, words, *_due(row.params.get("due")))


def _due(value: Any) -> tuple[datetime | None, date | None]:
    """By when something is asked, as the message's `due` says it."""
    try:
        if isinstance(value, dict) and "at" in value:
            return datetime.fromisoformat(value["at"]), None
        if isinstance(value, dict) and "day" in value:
            return None, date.fromisoformat(value["day"])
    except (TypeError, ValueError):
        pass
    return None, None


class InboxFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(
        field_name="read_at", lookup_expr="isnull", label=gettext_lazy("Unread")
    )
    to_acknowledge = django_filters.BooleanFilter(
        method="by_acknowledgement", label=gettext_lazy("To acknowledge")
    )
    search = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Notification
        fields = ("unread",)

    def by_acknowledgement(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        waiting = Q(asks_acknowledgement=True, ack_at__isnull=True)
        return rows.filter(waiting) if value else rows.exclude(waiting)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In the subject's title and code, and in what the kinds of messages are called."""
        kinds = {kind.key: f"{kind.label} {kind.title}".casefold() for kind in all_kinds()}
        for word in value.replace("\0", "").split():
            fitting = [key for key, words in kinds.items() if word.casefold() in words]
            either = Q(title__icontains=word) | Q(subject_code__icontains=word)
            for key in fitting:
                either |= Q(kind=key) | Q(kind__startswith=f"{key}.")
            rows = rows.filter(either)
        return rows


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
    return render_listing(request, "followup/inbox.html", listing)


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
