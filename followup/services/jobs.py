"""One claimed delivery, and what it takes to send it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings

from followup.models import EMAIL, Channel, ContactPoint, Delivery, Notification
from followup.services.readers import House, Reader


@dataclass
class Job:
    delivery: Delivery
    contact: ContactPoint
    reader: Reader
    channel: Channel | None  # None: e-mail
    rows: list[Notification]
    house: House
    was_unreachable: bool = False  # the recipient, on whatever channel


def unusable(contact: ContactPoint, reader: Reader, house: House) -> str:
    """Why nothing can be sent to the contact point now, as a code; "" when it can (NTF-9)."""
    if not reader.is_active:
        return "recipient_inactive"
    if contact.channel == EMAIL:
        if not settings.MAIL_IS_SET_UP:
            return "mail_not_set_up"
        return "" if reader.email else "no_address"
    channel = house.channels.get(contact.channel)
    if channel is None:
        return "channel_gone"
    return "" if channel.is_active else "channel_inactive"


def lease_from(at: datetime) -> datetime:
    """Until when a worker may be silent before another sends its messages."""
    return at + timedelta(seconds=settings.SENDING_LEASE_S)


def new_message_id() -> str:
    return f"<{uuid4().hex}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"
