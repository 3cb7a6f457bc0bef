"""Where the platform's own requests may go, as the administrator has set it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.models import FollowupSettings
from lib.errors import Refused
from lib.outbound import Forbidden, Policy, check_url

# The codes of lib.outbound (its own words are English only).
WORDS: dict[str, Any] = {
    "url_invalid": _("This is not a complete URL."),
    "scheme_not_allowed": _("Only http and https are allowed."),
    "credentials_in_url": _("A URL must not carry a user name or password."),
    "host_missing": _("The URL names no host."),
    "host_invalid": _("This is no valid host name or address."),
    "host_not_allowed": _("This host is not among those the settings of notifications allow."),
    "address_not_allowed": _(
        "This address is not public, and not among the internal hosts that the settings of "
        "notifications allow."
    ),
    "proxy_not_allowed": _("Requests go out directly, never through a proxy."),
    "connection_not_checked": _("A connection was tried past the check of its address."),
}


def current_policy() -> Policy:
    """One query; read it once per batch."""
    settings = FollowupSettings.current()
    return Policy(tuple(settings.allowed_hosts), tuple(settings.allowed_internal))


def require_allowed(url: str, field: str, policy: Policy | None = None) -> None:
    """Raises Refused at `field` when requests to `url` are not allowed."""
    try:
        check_url(url, policy or current_policy())
    except Forbidden as reason:
        raise Refused(reason.code, WORDS[reason.code], field) from reason
