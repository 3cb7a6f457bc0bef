"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

app_name = "plans"

# Those of one plan by its code come last: any fixed address goes first.
PARTS = (
    "content",
    "imports",
    "reviews",
    "activations",
    "roles",
    "calling",
    "copies",
    "packs",
    "forms",
    "backfills",
    "settings",
    "versions",
    "plans",
)

urlpatterns = [
    pattern
    for part in PARTS
    if find_spec(f"plans.urls_{part}")
    for pattern in import_module(f"plans.urls_{part}").urlpatterns
]
