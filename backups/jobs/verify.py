"""Backups are read: slice after slice, on as many workers as there are."""

from __future__ import annotations

from celery import shared_task


# A digest over one file of terabytes cannot be cut into slices: no limit of minutes here. Work is
# kept by leases in the database, so a second delivery of the same message does no harm.
@shared_task(name="backups.verify", expires=5, time_limit=24 * 3600)
def verify() -> int:
    """Every five seconds: whatever waits to be read and may be read now."""
    from backups.services.slices_work import work

    return work()
