"""A message on one channel, now, to whoever tries it out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Person, User
from followup.models import Channel, FollowupSettings
from followup.services.adapters import NotDelivered, send_chat
from followup.services.readers import reader_of


class TrialFailed(Exception):
    """Why, in words without the URL."""


def try_channel(channel: Channel, *, by: User, at: datetime) -> None:
    """To the group, or to the address of `by` on a personal channel. Raises TrialFailed.

    Sent within the request: whoever sets it up wants to read the error.
    """
    if not channel.is_active:
        raise TrialFailed(_("The channel is switched off."))
    person = Person.objects.filter(user=by).first()
    words = _("This channel works. %(name)s tried it out on %(address)s.")
    try:
        send_chat(
            channel,
            reader_of(person, by),
            subject=_("Test message of the continuity platform"),
            body=words % {"name": by, "address": settings.PUBLIC_URL},
            house=FollowupSettings.current(),
        )
    except NotDelivered as failure:
        if failure.reason == "no_address":
            missing = _("Your own entry among the people has nothing for: %s") % failure.words
            raise TrialFailed(missing) from failure
        raise TrialFailed(f"{channel.name}: {failure.words}") from failure
