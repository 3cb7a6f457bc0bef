"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

app_name = "bia"

PARTS = (
    "register",
    "catalogue",
    "assessments",
    "views",
    "findings",
    "levels",
    "recovery",
    "what_if",
    "portfolio",
    "losses",
)

urlpatterns = [
    pattern
    for part in PARTS
    if find_spec(f"bia.urls_{part}")
    for pattern in import_module(f"bia.urls_{part}").urlpatterns
]
