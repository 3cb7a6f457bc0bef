"""Drills with everything their JSON shows, in a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from accounts.models import Person
from bia.models import Process, System


def drills_for_api(rows: Any) -> Any:
    return rows.select_related(
        *("scenario", "policy", "slot", "plan_version__plan", "lead_controller"),
        *("lead_evaluator", "incident", "real_incident", "cloned_from", "created_by"),
    ).prefetch_related(
        Prefetch("processes", Process.objects.only("code").order_by("code")),
        Prefetch("systems", System.objects.only("code").order_by("code")),
        Prefetch("whitelist", Person.objects.only("code").order_by("code")),
        "pauses__by",
    )
