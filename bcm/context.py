"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.access import actor, may
from accounts.models import Organisation
from followup.services.inbox import unread_count
from followup.services.ticker_alarm import is_stale, seen_age_s


def shell(request: HttpRequest) -> dict[str, Any]:
    from bcm.navigation import account_links, navigation

    # Read again only where the request has changed it.
    known = getattr(request, "organisation", None) if request.method == "GET" else None
    organisation = known or Organisation.current()
    return {
        "organisation": organisation,
        "sample_loaded": bool(organisation.sample),
        "navigation": navigation(request),
        "account_links": account_links(),
        # Asked for by the bell only, so what has no top bar costs no query.
        "unread_messages": lambda: unread_count(actor(request)),
        "may_declare": lambda: may(request.user, "incident.report"),
        "ticker": lambda: _ticker(request),
    }


def _ticker(request: HttpRequest) -> dict[str, Any]:
    """Whether the red banner shows: nobody is told what is due while nothing ticks (CLK-4)."""
    if not request.user.is_authenticated:
        return {"is_stale": False}
    age_s = seen_age_s()
    return {"is_stale": is_stale(age_s), "age_s": None if age_s is None else int(age_s // 60 * 60)}
