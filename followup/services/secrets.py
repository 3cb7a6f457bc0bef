"""Secrets of channels and webhooks at rest: encrypted with a key of the platform's own.

The key is derived from SECRET_KEY; with another one stored secrets can no longer be read and
have to be entered again (docs/operations.md).
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SecretLost(Exception):
    """The platform's key has changed since this was stored."""


def seal(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(stored: str) -> str:
    """Raises SecretLost."""
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretLost from error


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"followup.secrets:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
