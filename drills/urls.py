"""Addresses of the pages of this app, glued from one list per part."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

app_name = "drills"

# Those of one drill by its number come last: any fixed address goes first.
PARTS = (
    "programme",
    "calendar",
    "matrix",
    "scenarios",
    "script",
    "settings",
    "library",
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
    pattern
    for part in PARTS
    if find_spec(f"drills.urls_{part}")
    for pattern in import_module(f"drills.urls_{part}").urlpatterns
]
