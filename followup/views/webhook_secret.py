"""The secret of an endpoint on its way to the one page that shows it.

It waits in the session, sealed: sessions are rows of the database too.
"""

from __future__ import annotations

from django.http import HttpRequest

from followup.models import WebhookEndpoint
from followup.services.secrets import SecretLost, seal, unseal

PLACE = "webhook_secret"


def show_secret(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> None:
    request.session[PLACE] = {"endpoint": endpoint.pk, "secret": seal(secret)}


def take_secret(request: HttpRequest, endpoint: WebhookEndpoint) -> str | None:
    """What waits to be shown on the page of `endpoint`; gone afterwards."""
    waiting = request.session.get(PLACE)
    if not waiting or waiting["endpoint"] != endpoint.pk:
        return None
    del request.session[PLACE]
    try:
        return unseal(waiting["secret"])
    except SecretLost:
        return None
