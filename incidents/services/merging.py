"""Several incidents turn out to be one (INC-9), and the way back within a day.

A source keeps its page, number, timeline and address. What it stands for goes to the target: its
impacts, plans being carried out, people. `Merger.before` is what an unmerge gives back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.domain.states import MOVES
from incidents.models import (
    OPEN,
    ChangeKind,
    Confidentiality,
    Incident,
    IncidentRole,
    Merger,
    RoleAssignment,
    Status,
)
from incidents.services import grading
from incidents.services.escalation import stop_ladder
from incidents.services.merging_clocks import supersede
from incidents.services.merging_impacts import (
    take_impacts,
    take_systems,
)
from incidents.services.relating import (
    attach_to_parent,
    descends_from,
    detach_from_parent,
    relate,
    unrelate,
)
from incidents.services.report_news import tell_merged
from incidents.services.rights import require_right
from incidents.services.step import (
    claimed,
    locked,
    locked_in_order,
    parts_of,
    save,
    wholes_of,
    written,
)
from incidents.services.suggesting import refresh
from incidents.services.unmerging import answer, merged_into_it, severity
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused
from plans.models import PlanActivation

__all__ = [
    "attach_to_parent",
    "detach_from_parent",
    "merge",
    "relate",
    "to_unmerge_first",
    "unrelate",
]

SUBJECT = "incident"


@transaction.atomic
def merge(
    sources: Sequence[Incident], *, into: Incident, reason: str, **call: Unpack[Call]
) -> Incident:
    """`sources` go into the target: one begins as early, and is as grave, as the worst of them.

    Merged there already: left as it is. Raises GuardsUnmet with every source that cannot (drill
    and real, over, a circle), Refused, PermissionDenied.
    """
    listed = list(dict.fromkeys(sources))
    if not listed:
        raise Refused("required", _("Choose the incidents to merge."), "sources")
    if into in listed:
        words = _("An incident cannot be merged into itself.")
        raise Refused("itself", words, "into")
    # With what they are parts of and what is a part of them: a merger moves those too.
    kin = [*wholes_of(into), *parts_of(*listed)]
    target, *held = locked_in_order(into, *listed, *kin)
    rows = held[: len(listed)]
    todo = [one for one in rows if one.merged_into_id != target.pk]
    require_right(target, call["by"], "merge")
    for one in todo:
        # A second report of the same fault that nobody leads yet needs no commander of its own.
        if _is_led(one):
            require_right(one, call["by"], "merge")
    if not todo:
        return answer(into, target)
    if not reason.strip():
        raise Refused("required", _("Say why they are one incident."), "reason")
    problems = [problem for one in todo for problem in unmet_for_merging(one, target)]
    if problems:
        raise GuardsUnmet(list({(one.code, str(one.message)): one for one in problems}.values()))
    when = claimed(call)
    for source in todo:
        _take(source, target, reason.strip()[:500], when, call)
    numbers = [one.number for one in todo]
    entry = written(
        target, "merged", when=when, call=call, text=reason, payload={"sources": numbers}
    )
    _worst_grade(target, todo, reason, when, call)
    refresh(target, when.recorded_at)
    tell_merged(target, todo, by=call["by"], at=when.recorded_at, mark=str(entry.seq))
    for source in todo:
        publish_row("incident.merged", source, at=when.recorded_at, into=target.number)
    for given, row in zip(listed, rows, strict=True):
        answer(given, row)
    return answer(into, target)


def _is_led(incident: Incident) -> bool:
    held = RoleAssignment.objects.held().filter(incident=incident)
    return held.filter(role=IncidentRole.COMMANDER).exists()


def unmet_for_merging(source: Incident, target: Incident) -> list[Problem]:
    """Why the one cannot go into the other; [] when it can."""
    found = []
    names = {"source": source.number, "target": target.number}
    if source.mode != target.mode:
        words = _("%(source)s and %(target)s: a drill never becomes one with a real incident.")
        found.append(Problem("drill_and_real", words % names, "into"))
    if target.status == Status.MERGED:
        words = _("%(target)s is merged into another one itself: choose that one.")
        found.append(Problem("target_merged", words % names, "into"))
    elif target.status not in OPEN:
        words = _("%(target)s is over: nothing is merged into it.")
        found.append(Problem("target_over", words % names, "into"))
    if source.status == Status.MERGED:
        words = _("%(source)s is merged into another one already: take it out there first.")
        found.append(Problem("source_merged", words % names, "sources"))
    elif source.status not in MOVES["merge"].sources:
        words = _("%(source)s is over: only open ones are merged.")
        found.append(Problem("source_over", words % names, "sources"))
    if _is_restricted(source) and not _is_restricted(target):
        words = _("%(source)s is restricted and %(target)s is not: restrict %(target)s first.")
        found.append(Problem("restricted_into_open", words % names, "into"))
    if descends_from(target, source):
        words = _("%(target)s belongs to %(source)s: take it out of there first.")
        found.append(Problem("circle", words % names, "into"))
    if target.status == Status.REVIEWING and source.impacts.open().exists():
        words = _("%(target)s works again, %(source)s does not: reopen %(target)s first.")
        found.append(Problem("target_restored", words % names, "into"))
    return found


def _is_restricted(incident: Incident) -> bool:
    return incident.confidentiality == Confidentiality.RESTRICTED


def _take(source: Incident, target: Incident, reason: str, when: Claimed, call: Call) -> None:
    by, at = call["by"], when.recorded_at
    impacts = list(source.impacts.select_related("process"))
    for one in impacts:
        one.incident = source
    saved = supersede(source, impacts, at=at, by=by)
    before: dict[str, Any] = {
        "status": source.status,
        "clocks": saved,
        "target": {
            "occurred_at": target.occurred_at.isoformat(),
            "occurred_precision": target.occurred_precision,
            "detected_at": target.detected_at.isoformat(),
            "regions": target.regions,
            "grade": target.grade.code if target.grade else None,
            "worst_grade": target.worst_grade.code if target.worst_grade else None,
        },
        "systems": take_systems(source, target),
        "impacts": take_impacts(source, target, saved, at=at, by=by),
        "activations": _take_activations(source, target),
        "roles": _take_roles(source, target, when),
        "contacts": _stand_down(source),
        "children": _take_children(source, target),
    }
    stop_ladder(source, at=at, reason="merged")
    seq = source.seq
    reach = list(dict.fromkeys([*target.regions, *source.regions]))
    values: dict[str, Any] = {"regions": ["all"] if "all" in reach else reach}
    if source.occurred_at < target.occurred_at:
        values |= {
            "occurred_at": source.occurred_at,
            "occurred_precision": source.occurred_precision,
        }
    values["detected_at"] = min(source.detected_at, target.detected_at)
    if source.no_process_affected is False and target.no_process_affected:
        values["no_process_affected"] = not target.impacts.exists()
    if target.system_unknown and target.failed_systems.exists():
        values["system_unknown"] = False
    save(target, **values)
    Merger.objects.create(
        source=source, target=target, reason=reason, at=when.at, by=by, target_seq=target.seq,
        source_seq=seq, before=before,
    )  # fmt: skip
    save(source, status=Status.MERGED.value, merged_into=target)
    payload = {"into": target.number}
    written(source, "merged", when=when, call=call, text=reason, payload=payload)


def _take_activations(source: Incident, target: Incident) -> list[int]:
    """Plans being carried out, or carried out, for the source: for the target now."""
    rows = PlanActivation.objects.filter(subject_kind=SUBJECT, subject_code=source.number)
    ids = []
    for one in rows.select_for_update(of=("self",)):
        one.subject_code = target.number
        one.version += 1
        one.save(update_fields=["subject_code", "version", "updated_at"])
        ids.append(one.pk)
    return ids


def _take_roles(source: Incident, target: Incident, when: Claimed) -> dict[str, list[int]]:
    """The target's commander stays; whoever had a part in the source responds in the target."""
    held = list(RoleAssignment.objects.held().filter(incident=source).select_related("person"))
    there = set(
        RoleAssignment.objects.held().filter(incident=target).values_list("person", flat=True)
    )
    made = []
    for one in held:
        if one.person_id not in there:
            there.add(one.person_id)
            role = IncidentRole.RESPONDER
            if one.role == IncidentRole.FOLLOWER:
                role = IncidentRole.FOLLOWER
            row = RoleAssignment.objects.create(
                incident=target, role=role.value, person=one.person, assumed_at=when.at,
                confirmed_at=when.at,
            )  # fmt: skip
            made.append(row.pk)
        one.released_at = max(when.at, one.assumed_at)
        one.save(update_fields=["released_at"])
    return {"released": [one.pk for one in held], "made": made}


def _stand_down(source: Incident) -> list[dict[str, Any]]:
    """Nobody calls for the source any more."""
    rows = source.contacts.filter(state__in=["to_call", "tried"])
    before = [{"id": one.pk, "state": one.state} for one in rows]
    for one in rows:
        one.state = "stood_down"
        one.save(update_fields=["state", "updated_at"])
    return before


def _take_children(source: Incident, target: Incident) -> list[int]:
    ids = []
    for child in source.children.exclude(pk=target.pk):
        row = locked(child)
        save(row, parent=target)
        ids.append(row.pk)
    return ids


def _worst_grade(
    target: Incident, sources: Sequence[Incident], reason: str, when: Claimed, call: Call
) -> None:
    """The gravest of them; a confirmed one confirms the target too."""
    grades = [one.effective_grade for one in (target, *sources)]
    worst = min((one for one in grades if one is not None), key=severity, default=None)
    if worst is None:
        return
    if target.grade is not None:
        if worst.severity < target.grade.severity:
            grading._take_effect(target, worst, ChangeKind.MERGED, reason, when, call)
        return
    if any(one.grade is not None for one in sources) and _confirmable(target):
        grading.confirm_grade(target, grade=worst, reason=reason, **call)
        target.refresh_from_db()
    elif target.provisional_grade is None or worst.severity < target.provisional_grade.severity:
        grading.raise_provisional(target, worst, at=when.recorded_at)


def _confirmable(target: Incident) -> bool:
    known = not target.system_unknown
    return known and (target.no_process_affected or target.impacts.exists())


def to_unmerge_first(target: Incident) -> list[Incident]:
    """What would go down with it when it is stood down (E20)."""
    return list(merged_into_it(target))
