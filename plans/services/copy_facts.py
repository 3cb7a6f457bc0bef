"""Paper that became wrong without a new version: a new number, holder, name or grade.

The look compares what hangs with what would be printed today. A copy whose facts changed stands
on the reprint list and its code says OUTDATED; one whose facts are back as printed is taken off.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.copy_subject import tell_reprint
from plans.models import CopyState, PrintCopy, VersionStatus
from plans.printing.facts import facts_of
from plans.services.copy_clocks import reprint_done, reprint_wanted


def look(*, at: datetime) -> int:
    """How many copies changed their standing. Writes nothing while nothing changed."""
    hanging = list(
        PrintCopy.objects.filter(
            state=CopyState.POSTED, plan_version__status=VersionStatus.EFFECTIVE
        ).exclude(facts_sha256="")
    )
    facts = facts_of(hanging) if hanging else {}
    turned = [
        one
        for one in hanging
        if (facts[one.pk] != one.facts_sha256) != (one.facts_changed_at is not None)
    ]
    return sum(_turn(one, facts[one.pk], at) for one in turned)


@transaction.atomic
def _turn(seen: PrintCopy, facts: str, at: datetime) -> bool:
    """False when the copy was ticked off, or turned by another worker, meanwhile."""
    rows = PrintCopy.objects.select_for_update(of=("self",)).select_related(
        "plan_version__plan", "holder__user"
    )
    copy = rows.get(pk=seen.pk)
    if copy.state != CopyState.POSTED or copy.facts_changed_at != seen.facts_changed_at:
        return False
    copy.facts_changed_at = at if facts != copy.facts_sha256 else None
    copy.version += 1
    copy.save(update_fields=["facts_changed_at", "version"])
    if copy.facts_changed_at is None:
        reprint_done(copy, at=at, by=None)
        return True
    reprint_wanted(copy, at=at, by=None)
    tell_reprint(copy, by=None, at=at)
    return True
