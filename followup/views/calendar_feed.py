"""Calendar feeds: made and revoked by their owner, read by calendar programs without a login."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from accounts.request import PageRequest
from accounts.views.once import show_once
from followup.forms.calendar_feed import FeedForm
from followup.models import CalendarFeed
from followup.services.feeds import (
    TooManyReads,
    address_of,
    create_feed,
    read_feed,
    revoke_feed,
)
from lib.errors import DomainRefusal


@login_not_required
@require_safe
@gzip_page
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself. Whatever `Accept` asks for, a calendar program wants this."""
    try:
        reading = read_feed(token, at=timezone.now())
    except TooManyReads:
        wait = _plain("Read too often; try again in a minute.\n", 429)
        wait.headers["Retry-After"] = "60"
        return wait
    if reading is None:
        return _plain("Not found.\n", 404)
    answer = HttpResponse(reading.body, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = f'"{reading.etag}"'
    changed = int(reading.changed_at.timestamp())
    answer.headers["Last-Modified"] = http_date(changed)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="continuity.ics"'
    answer.headers["Content-Language"] = reading.language
    answer.headers["X-Robots-Tag"] = "noindex"
    return (
        get_conditional_response(
            request,
            etag=answer.headers["ETag"],
            last_modified=changed,
            response=answer,
        )
        or answer
    )


def _plain(words: str, status: int) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def calendar_feed_create(request: PageRequest) -> HttpResponse:
    """Back on the calendar page the address is shown, once."""
    form = FeedForm(request.POST, user=request.user)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("followup:calendar")
    try:
        _feed, token = create_feed(
            user=request.user, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem.message))
        return redirect("followup:calendar")
    show_once(request, request.user, "feed", address_of(token))
    return redirect("followup:calendar")


@require_POST
def calendar_feed_revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Only one's own; another's is not there."""
    feed = get_object_or_404(CalendarFeed, pk=pk, user_id=request.user.pk)
    revoke_feed(feed, by=request.user, at=timezone.now())
    messages.success(request, _("The address no longer works."))
    return redirect("followup:calendar")
