"""Addresses of the REST API of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module

PARTS = (
    "monitoring",
    "settings",
    "templates",
    "metrics",
    "subresources",
    "steps",
    "incidents",
)

urlpatterns = [
    pattern for part in PARTS for pattern in import_module(f"incidents.api.urls_{part}").urlpatterns
]
