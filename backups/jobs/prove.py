"""Proof of detection, as a periodic task: cheap until it is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from backups.services import proofs


@shared_task(name="backups.prove")
def prove() -> str:
    """The code of the proof that was made, "" where none is due or possible."""
    at = timezone.now()
    if not proofs.is_due(at=at):
        return ""
    proof = proofs.prove(at=at)
    return "" if proof is None else str(proof.code)
