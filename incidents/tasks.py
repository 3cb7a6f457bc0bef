"""What the workers do: ids in, safe to run twice."""

from __future__ import annotations

from incidents.jobs.escalate import escalate
from incidents.jobs.look import look

__all__ = ["escalate", "look"]
