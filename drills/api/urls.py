"""Addresses of the API of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module

PARTS = ("programme", "scenarios", "subresources", "steps", "drills")

urlpatterns = [
    pattern for part in PARTS for pattern in import_module(f"drills.api.urls_{part}").urlpatterns
]
