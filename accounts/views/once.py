"""Secrets that are shown once: kept in the session until the next page shows them."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User

PLACE = "shown_once"


def show_once(request: HttpRequest, user: User, kind: str, secret: str) -> None:
    """`kind` is "link" or "token"; `user` is whose it is."""
    request.session[PLACE] = {"user": user.pk, "kind": kind, "secret": secret}


def take_shown(request: HttpRequest, user: User) -> dict[str, str] | None:
    """What waits to be shown about `user`; gone afterwards."""
    waiting = request.session.get(PLACE)
    if not waiting or waiting["user"] != user.pk:
        return None
    del request.session[PLACE]
    return waiting  # type: ignore[no-any-return]
