"""The key that signs evidence: made once, sealed, replaced only when it can no longer be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection

from accounts.models import User
from backups.bundle.verify_bundle import ed25519_verify
from backups.models import SigningKey
from backups.services.evidence import verifier
from backups.services.signing import current_key, fingerprint, sign
from tests.factories import NOON, login

# RFC 8032 §7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_script_verifies_the_vectors_of_the_standard(
    public: str, message: str, signature: str
) -> None:
    parts = [bytes.fromhex(one) for one in (public, message, signature)]
    assert ed25519_verify(*parts) is True
    assert ed25519_verify(parts[0], parts[1] + b"x", parts[2]) is False


def test_the_script_agrees_with_cryptography_bit_by_bit() -> None:
    """Every bit of a signature, and of the key, turned once: both say no."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(b"message")
    assert ed25519_verify(public, b"message", signature)
    for bit in range(0, 512, 7):
        wrong = _turned(signature, bit)
        assert ed25519_verify(public, b"message", wrong) is _known(public, wrong) is False
    for bit in range(0, 256, 17):
        other = _turned(public, bit)
        assert ed25519_verify(other, b"message", signature) is _known(other, signature) is False


def test_the_script_refuses_a_signature_above_the_order() -> None:
    """s + L verifies in careless programs: the same content with two signatures."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(b"message")
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order
    again = signature[:32] + s.to_bytes(32, "little")
    assert ed25519_verify(public, b"message", again) is False


def test_what_is_too_short_is_refused() -> None:
    assert ed25519_verify(b"", b"", b"") is False
    assert ed25519_verify(bytes(32), b"", bytes(63)) is False


def _turned(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _known(public: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"message")
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.django_db
def test_one_key_signs_everything() -> None:
    first, second = sign(b"a", at=NOON), sign(b"b", at=NOON)
    assert first.key == second.key == SigningKey.objects.get()
    raw = bytes.fromhex(first.key.public)
    assert ed25519_verify(raw, b"a", bytes.fromhex(first.signature))


@pytest.mark.django_db
def test_the_private_half_is_sealed() -> None:
    key = current_key(at=NOON)
    assert len(key.private) > 100
    assert key.public not in key.private


@pytest.mark.django_db
def test_another_platform_key_makes_a_new_one_and_keeps_the_old(settings: Any) -> None:
    old = current_key(at=NOON)
    settings.SECRET_KEY = "another key of the platform, long enough"
    new = current_key(at=NOON)
    assert new.public != old.public
    assert SigningKey.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_key() -> None:
    def work(_number: int) -> str:
        try:
            return current_key(at=NOON).public
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(work, range(4)))) == 1
    assert SigningKey.objects.count() == 1


def test_a_fingerprint_can_be_read_aloud() -> None:
    words = fingerprint("00" * 32).split()
    assert [len(one) for one in words] == [4] * 8


@pytest.mark.django_db
def test_the_page_hands_out_the_script(auditor: User) -> None:
    page = login(auditor).get("/backups/evidence/")
    assert verifier()[1] in page.content.decode()
    answer = login(auditor).get("/backups/evidence/verify_bundle.py")
    assert (answer.status_code, answer.content) == (200, verifier()[0])


@pytest.mark.django_db
def test_strangers_get_no_script() -> None:
    assert login().get("/backups/evidence/verify_bundle.py").status_code == 302
