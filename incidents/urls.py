"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module

app_name = "incidents"

# Those of one incident by its number come last: any fixed address goes first.
PARTS = (
    "declaring",
    "metrics",
    "settings",
    "monitoring",
    "templates",
    "live",
    "card",
    "people",
    "grading",
    "impacts",
    "timeline",
    "reporting",
    "plans",
    "merging",
    "steps",
    "review",
    "incidents",
)

urlpatterns = [
    pattern for part in PARTS for pattern in import_module(f"incidents.urls_{part}").urlpatterns
]
