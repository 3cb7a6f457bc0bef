"""What the workers do: ids in, safe to run twice."""

from __future__ import annotations

from drills.jobs.inject import inject
from drills.jobs.look import look

__all__ = ["inject", "look"]
