"""The organisation's chat channels: list, edits, switching off, trying out."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import values
from accounts.views.saving import save_change, save_new
from followup.forms.channel import ChannelForm, kind_words
from followup.models import Channel
from followup.services.channel import change_channel, create_channel
from followup.services.channel_trial import TrialFailed, try_channel
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


class Channels(Listing):
    """The list with the kinds of messages in words."""

    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        for channel in found:
            channel.kinds = kind_words(channel.group_kinds)
        return found


def channel_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "notification.view")
    may_change = may(request.user, "notification.change")
    empty: dict[str, Any] = {
        "title": _("No channels yet"),
        "text": _(
            "A channel is a chat robot or an SMS gateway: to a group, or to single people when "
            "mail does not reach them."
        ),
        "symbol": "message-2",
    }
    if may_change:
        empty |= {"href": reverse("followup:channel_create"), "action": _("Add a channel")}
    listing = Channels(
        request,
        Channel.objects.visible_to(actor(request)).for_list(),
        columns=[
            Column("code", _("Code"), ["code"]),
            Column("name", _("Name"), ["name"]),
            Column("url", _("URL")),
            Column("reach", _("Reaches")),
            Column("limits", _("Limits")),
            Column("state", _("State"), ["is_active"]),
            Column("deeds", "" if not may_change else _("Actions")),
        ],
        row_template="followup/_channel_row.html",
        search_in=["code", "name", "shown_url"],
        ordering="code",
        key="code",
        caption=_("Channels"),
        empty=empty,
    )
    context = {"may_change": may_change}
    return render_listing(request, "followup/channel_list.html", listing, context)


@sensitive_post_parameters("secret_url")
def channel_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "notification.change")
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        create = partial(create_channel, **values(form))
        added = _("The channel was added. Try it out now.")
        saved = save_new(request, form, create, added=added, page="followup:channel_list")
        if saved is not None:
            return saved
    context = {"form": form, "cancel_url": reverse("followup:channel_list")}
    return render(request, "followup/channel_form.html", context)


@sensitive_post_parameters("secret_url")
def channel_edit(request: HttpRequest, code: str) -> HttpResponse:
    channel = _fetch(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ChannelForm(posted, instance=channel)
    if request.method == "POST" and form.is_valid():

        def theirs(current: Channel) -> ChannelForm:
            # A URL typed anew is a secret: it does not travel through the comparison.
            kept = merged(request.POST)
            kept["secret_url"] = ""
            form.data = kept
            return ChannelForm(instance=current)

        answer = save_change(
            request,
            form,
            partial(change_channel, channel, **values(form)),
            theirs=theirs,
            back=reverse("followup:channel_list"),
        )
        if answer is not None:
            return answer
    context = {
        "form": form,
        "channel": channel,
        "cancel_url": reverse("followup:channel_list"),
    }
    return render(request, "followup/channel_form.html", context)


@require_POST
def channel_activity(request: HttpRequest, code: str) -> HttpResponse:
    """Switch a channel off, or on again."""
    channel = _fetch(request, code)
    change_channel(
        channel,
        is_active=not channel.is_active,
        read_version=None,
        by=actor(request),
        at=timezone.now(),
    )
    words = _("The channel is in use.") if channel.is_active else _("The channel is switched off.")
    messages.success(request, words)
    return redirect("followup:channel_list")


@require_POST
def channel_test(request: HttpRequest, code: str) -> HttpResponse:
    """A message now; what goes wrong is shown in words, never with the URL."""
    channel = _fetch(request, code)
    try:
        try_channel(channel, by=actor(request), at=timezone.now())
    except TrialFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, _("%s took the test message.") % channel.name)
    return redirect("followup:channel_list")


def _fetch(request: HttpRequest, code: str) -> Channel:
    """404 for who may not see channels, 403 for who may not change them."""
    found: Channel = visible_or_404(Channel.objects.for_list(), request.user, code=code)
    require(request.user, "notification.change")
    return found
