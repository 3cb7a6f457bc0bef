"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

app_name = "governance"

PARTS = (
    "frameworks",
    "records",
    "levels",
    "investment",
    "programme",
    "reviews",
    "training",
    "changes",
    "risks",
    "inspections",
    "cases",
    "health",
)

urlpatterns = [
    pattern
    for part in PARTS
    if find_spec(f"governance.urls_{part}")
    for pattern in import_module(f"governance.urls_{part}").urlpatterns
]
