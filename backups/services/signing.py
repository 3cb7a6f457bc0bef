"""The key that signs evidence: Ed25519, made at first use; its private half never leaves sealed.

A public key tells an auditor who signed; so it is shown on the page of evidence, and has to be
noted down before it is needed. A key is replaced only when the platform's own key was (then the
sealed half can no longer be read); old public keys stay, their bundles stay verifiable.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.db import connection, transaction

from backups.models import SigningKey
from followup.services.secrets import SecretLost, seal, unseal

KEY_LOCK = 4_201_005


@dataclass(frozen=True)
class Signature:
    """`signature` is hex, 64 bytes over the content as given."""

    key: SigningKey
    signature: str


def sign(content: bytes, *, at: datetime) -> Signature:
    key, private = _current(at)
    return Signature(key, private.sign(content).hex())


def current_key(*, at: datetime) -> SigningKey:
    """The key new bundles are signed with; made when there is none that can be used."""
    return _current(at)[0]


def fingerprint(public: str) -> str:
    """What can be read out over the telephone: the first half of the key's SHA-256, in fours."""
    digest = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


@transaction.atomic
def _current(at: datetime) -> tuple[SigningKey, Ed25519PrivateKey]:
    newest = SigningKey.objects.order_by("-pk").first()
    usable = _opened(newest)
    if newest is not None and usable is not None:
        return newest, usable
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY_LOCK])
    newest = SigningKey.objects.order_by("-pk").first()
    usable = _opened(newest)
    if newest is not None and usable is not None:
        return newest, usable
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    made = SigningKey.objects.create(
        public=public.hex(), private=seal(raw.hex()), created_at=at
    )  # fmt: skip
    return made, private


def _opened(key: SigningKey | None) -> Ed25519PrivateKey | None:
    if key is None:
        return None
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(unseal(key.private)))
    except (SecretLost, ValueError):
        return None
