"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

app_name = "backups"

PARTS = ("overview", "sets", "runs", "policies", "locations", "evidence")

urlpatterns = [
    pattern
    for part in PARTS
    if find_spec(f"backups.urls_{part}")
    for pattern in import_module(f"backups.urls_{part}").urlpatterns
]
