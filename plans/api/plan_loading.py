"""Plans and versions with everything their JSON shows, in a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from plans.models import ApprovalStep, PlanVersion, VersionStatus
from plans.models.plan import OPEN

SHOWN = [*OPEN, VersionStatus.EFFECTIVE.value]


def plans_for_api(rows: Any) -> Any:
    """With the version in force and the open one as `shown_versions`."""
    return (
        rows.select_related("owner", "deputy")
        .prefetch_related(None)
        .prefetch_related(
            "processes",
            "systems",
            "sites",
            Prefetch(
                "versions",
                PlanVersion.objects.filter(status__in=SHOWN).order_by("-major", "-minor"),
                to_attr="shown_versions",
            ),
        )
    )


def versions_for_api(rows: Any) -> Any:
    steps = ApprovalStep.objects.select_related("person", "delegate", "decided_by__person")
    return rows.select_related(
        *("plan", "based_on__plan", "serves_grade", "author__person", "submitted_by__person"),
        *("published_by__person", "ended_by__person"),
    ).prefetch_related(Prefetch("approvals", steps.order_by("round", "position", "id")))
