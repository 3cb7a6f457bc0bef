"""How a printed copy stands, in one word of `lib.statuses`."""

from __future__ import annotations

from plans.models import CopyState, PrintCopy, VersionStatus


def standing(copy: PrintCopy) -> str:
    """Its version and plan are loaded."""
    if copy.state != CopyState.POSTED:
        return f"copy_{copy.state}"
    version = copy.plan_version
    if version.status == VersionStatus.EFFECTIVE:
        return "copy_current" if copy.facts_changed_at is None else "copy_outdated"
    retired = version.status == VersionStatus.RETIRED or version.plan.retired_at is not None
    return "copy_retired" if retired else "copy_outdated"
