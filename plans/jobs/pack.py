"""Offline packs, as a periodic task: asked for at night, built slice by slice, dropped in time."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from plans.packing.building import build
from plans.packing.storing import remove_stored
from plans.services import packs

SWEEP = timedelta(minutes=1)
"""A sweep goes on with the next pack only within its first minute."""


@shared_task(name="plans.pack", expires=15)
def pack() -> int:
    """Every 15 seconds; answers how many were worked on. Safe to run on many workers: a pack is
    leased to one of them at a time."""
    began, built = timezone.now(), 0
    packs.ask_nightly(at=began)
    remove_stored(packs.expire(at=began))
    while timezone.now() - began < SWEEP:
        one = packs.claim(at=timezone.now())
        if one is None:
            break
        build(one)
        built += 1
    return built
