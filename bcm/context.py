"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.access import actor
from accounts.models import Organisation
from followup.services.inbox import unread_count


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
    }
