"""What is due of governance, one step after the other; each registers itself here.

A step takes `at` and answers how many rows it changed; it is safe to run twice, and one that
fails stops no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

log = logging.getLogger(__name__)

# name → module with `run(*, at) -> int`.
STEPS = {
    "health": "governance.jobs.health",
    "dates": "governance.jobs.dates",
}


def look(*, at: datetime) -> dict[str, int]:
    return {name: _run(module, at) for name, module in STEPS.items() if find_spec(module)}


def _run(module: str, at: datetime) -> int:
    step: Callable[..., int] = import_module(module).run
    try:
        return step(at=at)
    except Exception:
        log.exception("step %s", module)
        return 0
