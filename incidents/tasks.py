"""What the workers do, glued from one module per part; ids in, safe to run twice."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

PARTS = ("look", "escalate")

for part in PARTS:
    if find_spec(f"incidents.jobs.{part}"):
        import_module(f"incidents.jobs.{part}")
