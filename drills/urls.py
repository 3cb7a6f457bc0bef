"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module

app_name = "drills"

# Those of one drill by its number come last: any fixed address goes first.
PARTS = (
    "programme",
    "calendar",
    "matrix",
    "scenarios",
    "script",
    "settings",
    "runner",
    "evaluator",
    "engine",
    "evaluation",
    "hot_wash",
    "report",
    "people",
    "steps",
    "drills",
)

urlpatterns = [
    pattern for part in PARTS for pattern in import_module(f"drills.urls_{part}").urlpatterns
]
