"""A drill scenario out of a kept what-if question: what fails, and which processes it hits."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from bia.analysis.what_if import Inputs, ask, sight_of
from bia.domain.errors import DomainError
from bia.models import Process, Scenario, Site, System
from lib.errors import DomainRefusal

MOST_PROCESSES = 20
TABLES = {"system": System, "site": Site}


def initial_from(question: Scenario, user: User) -> dict[str, Any]:
    """What the form of a new scenario begins with. Processes are those the analysis says are hit
    today, as far as `user` may see them; without an answer there are none."""
    inputs = Inputs.of(question.inputs)
    found: dict[str, Any] = {
        "name_en": question.name,
        "name_zh": question.name,
        "trigger_en": question.description,
        "source": question.code,
        "duration_s": inputs.duration_s,
    }
    for table, model in TABLES.items():
        codes = [one.partition(":")[2] for one in inputs.failed if one.startswith(f"{table}:")]
        rows: Any = model._default_manager
        found[f"{table}s"] = list(rows.visible_to(user).filter(code__in=codes))
    hit = [key.partition(":")[2] for key in _hit(inputs, user) if key.startswith("process:")]
    processes = Process.objects.visible_to(user).filter(code__in=hit[:MOST_PROCESSES])
    return found | {"processes": list(processes)}


def _hit(inputs: Inputs, user: User) -> list[str]:
    at = timezone.now()
    state, sight = sight_of(user, at)
    try:
        asked = ask(inputs, at, sight=sight, state=state, kept=True)
    except (DomainError, DomainRefusal):
        return []
    outages = asked.answer.outages
    return [key for key in asked.seen if key in outages and outages[key].affected]
