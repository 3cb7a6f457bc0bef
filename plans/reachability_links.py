"""The secret of a check's link, worked out from the server's key; stored is only its SHA-256."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from enum import Enum

from django.utils.crypto import salted_hmac

from plans.models import ReachabilityCheck

LINK_LIVES = timedelta(days=60)


class LinkState(Enum):
    VALID = "valid"
    ANSWERED = "answered"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def secret_of(person_id: int, asked_at: datetime) -> str:
    """32 characters that nobody can work out without the server's key."""
    text = f"{person_id}:{asked_at.astimezone(UTC).isoformat()}"
    digest = salted_hmac("plans.reachability", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def path_of(check: ReachabilityCheck) -> str:
    """ "/reach/<secret>"; "" once the server's key is another one."""
    secret = secret_of(check.person_id, check.asked_at)
    return f"/reach/{secret}" if hash_of(secret) == check.token_hash else ""


def read_link(secret: str, *, at: datetime) -> tuple[LinkState, ReachabilityCheck | None]:
    """What the link is worth now; no effect, so scanners that open it do no harm (E44)."""
    rows = ReachabilityCheck.objects.select_related("person__user")
    row = rows.filter(token_hash=hash_of(secret)).first()
    if row is None:
        return LinkState.UNKNOWN, None
    if row.answered_at is not None:
        return LinkState.ANSWERED, row
    if row.cancelled_at is not None or at >= row.asked_at + LINK_LIVES:
        return LinkState.EXPIRED, row
    return LinkState.VALID, row
