"""Addresses of the API of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

PARTS = ("programme", "scenarios", "settings", "subresources", "steps", "drills")

urlpatterns = [
    pattern
    for part in PARTS
    if find_spec(f"drills.api.urls_{part}")
    for pattern in import_module(f"drills.api.urls_{part}").urlpatterns
]
