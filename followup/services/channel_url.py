"""What the URL of a chat channel says, and whether it may be used (NTF-2).

The URL is a secret: nothing here puts it, or a part of it that identifies, into words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from followup.domain.chat_services import BY_SCHEME
from followup.models import Channel, FollowupSettings
from followup.services.secrets import SecretLost, unseal
from lib.errors import Refused
from lib.outbound import Forbidden, Policy

# What a personal channel's URL may leave open, and an example of each.
PLACES = {"phone": "13800138000", "email": "somebody@example.org", "username": "somebody"}
_PLACE = re.compile(r"\{([^{}]*)\}")
_FIELD = "secret_url"


@dataclass(frozen=True)
class ReadUrl:
    """`shown` is what everybody may read: the service and, where it names one, the host."""

    scheme: str
    shown: str
    is_personal: bool


def read_url(url: str, settings: FollowupSettings) -> ReadUrl:
    """Check `url` against the settings. Raises Refused at the field `secret_url`."""
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    service = BY_SCHEME.get(scheme)
    if not scheme or any(sign.isspace() for sign in url):
        words = _("Write the service's URL as in wecombot://key, without blanks.")
        raise Refused("url_invalid", words, _FIELD)
    if service is None or scheme not in settings.allowed_schemes:
        words = _("%(scheme)s:// is not among the chat services allowed in the settings.")
        raise Refused("scheme_not_allowed", words % {"scheme": scheme[:30]}, _FIELD)
    places = _PLACE.findall(url)
    unknown = [place for place in places if place not in PLACES]
    if unknown:
        words = _("Only {phone}, {email} and {username} can be filled in per person.")
        raise Refused("place_unknown", words, _FIELD)
    example = filled(url, PLACES)
    host = ""
    if service.names_host:
        host = _checked_host(example, settings)
    if not _is_understood(example):
        words = _("This is no complete URL of %(service)s.")
        raise Refused("url_invalid", words % {"service": service.name}, _FIELD)
    return ReadUrl(scheme, f"{scheme}://{host or '…'}{'/…' if host else ''}", bool(places))


def filled(url: str, values: dict[str, str]) -> str:
    """`url` with its places filled; the caller has made the values fit for a URL."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), url)


def places_of(channel: Channel) -> list[str]:
    """What of a person the stored URL needs: ["phone"]; [] when it cannot be read any more."""
    try:
        return [one for one in _PLACE.findall(unseal(channel.secret_url)) if one in PLACES]
    except SecretLost:
        return []


def _checked_host(url: str, settings: FollowupSettings) -> str:
    try:
        host = urlsplit(url).hostname or ""
        policy = Policy(
            hosts=tuple(settings.allowed_hosts), internal=tuple(settings.allowed_internal)
        )
        policy.check_host(host)
    except (Forbidden, ValueError):
        words = _("Its host is not among the hosts allowed in the settings.")
        raise Refused("host_not_allowed", words, _FIELD) from None
    return host


def _is_understood(url: str) -> bool:
    # Loading the services takes a second: only who writes or uses a channel waits for it.
    from apprise import Apprise

    return Apprise.instantiate(url, suppress_exceptions=True) is not None
