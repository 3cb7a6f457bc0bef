"""What is due of drills."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="drills.look")
def look() -> None:
    """Slots, reminders, drills left running. Safe to run twice."""
