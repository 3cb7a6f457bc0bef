"""Addresses of the REST API of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

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
    pattern
    for part in PARTS
    if find_spec(f"incidents.api.urls_{part}")
    for pattern in import_module(f"incidents.api.urls_{part}").urlpatterns
]
