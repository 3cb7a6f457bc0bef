"""What the assessment tests share: the catalogue, and the grid of the source's road rescue."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from bia.models import Assessment, Process
from bia.services.assessment import change_assessment, start_assessment
from bia.services.assessment_review import approve_assessment, submit_assessment
from bia.services.catalogue_loading import load_scales
from tests.factories import NOON

SCORES = {900: 1, 3600: 2, 14400: 3, 86400: 4}


def grid(*categories: str) -> list[dict[str, Any]]:
    """T4: low, medium, high, extremely high after 15 min, 1 h, 4 h and 24 h."""
    return [
        {"category": category, "at_s": at_s, "score": score}
        for category in categories or ("customer", "reputation")
        for at_s, score in SCORES.items()
    ]


DECIDED: dict[str, Any] = {
    "mtd_s": 3600,
    "rto_s": 900,
    "rpo_s": 300,
    "rationale": "Beyond 1 h there is a serious safety problem.",
}


def catalogue() -> None:
    load_scales(at=NOON)


def draft(process: Process, by: User, **values: Any) -> Assessment:
    return start_assessment(process=process, by=by, at=NOON, **values)


def ready(process: Process, by: User, **values: Any) -> Assessment:
    """A draft that may be submitted."""
    return draft(process, by, **({"ratings": grid()} | DECIDED | values))


def submitted(process: Process, by: User, **values: Any) -> Assessment:
    return submit_assessment(ready(process, by, **values), by=by, at=NOON)


def approved(process: Process, by: User, approver: User, **values: Any) -> Assessment:
    return approve_assessment(submitted(process, by, **values), by=approver, at=NOON)


def changed(assessment: Assessment, by: User, **values: Any) -> Assessment:
    return change_assessment(assessment, by=by, at=NOON, **values)
