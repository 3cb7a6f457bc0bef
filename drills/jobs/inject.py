"""Injects that are due."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="drills.inject")
def inject() -> None:
    """Injects become due, and those that deliver themselves are delivered. Safe to run twice."""
