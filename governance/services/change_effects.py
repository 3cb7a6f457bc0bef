"""What an implemented change sets off (S2-014, S0-011): reviews of processes and of plans."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bia.models import Dependency, Importance, Process, System
from bia.services.assessment_confirmation import record_major_change
from governance.domain.change_states import resting_on, to_review
from governance.models import Change
from plans.models import ChangeRequest, Plan, RequestState, Trigger, VersionStatus
from plans.services.reviews import raise_change

MOST_REASON = 500


def needed_by() -> dict[str, set[str]]:
    """Node → who needs it, of processes and systems (one query)."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Dependency.objects.values_list(
        "dependent_process", "dependent_system", "needs_process", "needs_system"
    )
    for dependent_process, dependent_system, process, system in rows:
        if process is None and system is None:
            continue
        needs = f"p{process}" if process is not None else f"s{system}"
        who = f"p{dependent_process}" if dependent_process is not None else f"s{dependent_system}"
        found[needs].add(who)
    return found


def affected(change: Change) -> tuple[list[System], list[Process]]:
    """(systems that count as critical, processes to be reviewed), by code.

    A system counts when it is core, when something critical rests on it, or when the change is
    major. Four queries.
    """
    systems = list(change.systems.order_by("code"))
    named = set(change.processes.values_list("pk", flat=True))
    if not systems and not named:
        return [], []
    edges = needed_by()
    critical = {
        f"p{pk}" for pk in Process.objects.filter(critical=True).values_list("pk", flat=True)
    }
    weighty, found = [], {f"p{pk}" for pk in named}
    for system in systems:
        direct, resting = resting_on([f"s{system.pk}"], edges)
        if not (
            change.is_major or system.importance == Importance.CORE.value or resting & critical
        ):
            continue
        weighty.append(system)
        found |= to_review(direct, resting, critical)
    ids = [int(key[1:]) for key in found if key.startswith("p")]
    return weighty, list(Process.objects.filter(pk__in=ids).order_by("code"))


def follow_up(change: Change, *, by: User, at: datetime) -> dict[str, Any]:
    """Marks the processes as changed (their review is due at once) and the plans over them and
    over the systems themselves; answers the codes, for `followed_up`."""
    systems, processes = affected(change)
    reason = _("%(code)s implemented: %(title)s") % {"code": change.code, "title": change.title}
    for process in processes:
        record_major_change(process=process, reason=reason[:MOST_REASON], by=by, at=at)
    for plan in _plans_of(systems):
        if _raised(plan, [one.code for one in processes]):
            continue
        raise_change(
            plan, trigger=Trigger.SYSTEM, source_ref=f"change:{change.code}",
            params={"change": change.code, "name": change.title},
            text=reason, by=by, at=at,
        )  # fmt: skip
    return {
        "systems": [one.code for one in systems],
        "processes": [one.code for one in processes],
        "plans": _reviewed(change, processes),
    }


def _plans_of(systems: list[System]) -> list[Plan]:
    rows = Plan.objects.filter(
        versions__status=VersionStatus.EFFECTIVE.value, retired_at=None, systems__in=systems
    )
    return list(rows.distinct().order_by("code"))


def _raised(plan: Plan, processes: list[str]) -> bool:
    refs = [f"process:{code}" for code in processes]
    return ChangeRequest.objects.filter(
        plan=plan, trigger=Trigger.SYSTEM.value, source_ref__in=refs, state=RequestState.OPEN
    ).exists()


def _reviewed(change: Change, processes: list[Process]) -> list[str]:
    refs = [f"process:{one.code}" for one in processes] + [f"change:{change.code}"]
    rows = ChangeRequest.objects.filter(
        trigger=Trigger.SYSTEM.value, source_ref__in=refs, state=RequestState.OPEN
    )
    return sorted(set(rows.values_list("plan__code", flat=True)))
