"""The stored suggestion of a grade as texts of the reader's language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from incidents.domain.suggestion import Reason
from incidents.models import Incident
from incidents.suggestion_words import say, say_all


def suggested_json(row: Incident) -> dict[str, Any] | None:
    """{grade, reasons, forecast}; None before the first answer. `incidents_for_api` loads the
    names the sentences need."""
    told = row.suggestion
    if not told or not told.get("grade"):
        return None
    names = _names(row)
    reasons = [Reason.from_json(one) for one in told.get("reasons", ())]
    return {
        "grade": told["grade"],
        "reasons": say_all(reasons, names),
        "forecast": [_ahead(row, one, names) for one in told.get("forecast", ())],
    }


def _ahead(row: Incident, one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        "grade": one["grade"],
        "at_s": one["at_s"],
        "at": row.occurred_at + timedelta(seconds=one["at_s"]),
        "reason": say(Reason.from_json(one["reason"]), names),
    }


def _names(row: Incident) -> dict[str, str]:
    systems = [one.system for one in row.failed_systems.all()]
    processes = [one.process for one in row.impacts.all()]
    return {one.code: str(one) for one in [*systems, *processes]}
