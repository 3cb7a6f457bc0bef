"""What a server process does once before it answers."""

from __future__ import annotations

import gc

from django.urls import reverse


def settle() -> None:
    """Load every page's code, and spare it from garbage collection from then on.

    A full collection walks over all objects: a quarter of a second for the code alone, in the
    middle of whatever answer comes by. What is loaded now stays until the process ends.
    """
    reverse("dashboard")  # imports every module that has addresses
    gc.collect()
    gc.freeze()
