"""The way back out of a merger: they were two incidents after all (E19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.models import (
    IN_RESPONSE,
    ChangeKind,
    Incident,
    IncidentSettings,
    Merger,
    RoleAssignment,
    Status,
)
from incidents.models.grading import EscalationStep
from incidents.services import grading
from incidents.services.merging_clocks import restart
from incidents.services.merging_impacts import (
    give_back,
    give_systems_back,
)
from incidents.services.report_news import tell_unmerged
from incidents.services.rights import require_right
from incidents.services.role_holding import commander_of, nobody_commands
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
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet
from plans.models import IncidentGrade, PlanActivation


def severity(grade: IncidentGrade) -> int:
    return grade.severity


@transaction.atomic
def unmerge(source: Incident, *, reason: str = "", **call: Unpack[Call]) -> Incident:
    """They were two after all: within 24 hours (a setting), while the target is not closed.

    Everything that moved returns, what was superseded runs again; entries written meanwhile stay
    in the target. Not merged: nothing changes.
    """
    merger = current_merger(source)
    if merger is None:
        return source
    kin = [*wholes_of(merger.target), *parts_of(merger.target)]
    row, target = locked_in_order(source, merger.target, *kin)[:2]
    require_right(target, call["by"], "merge")
    merger = current_merger(row)
    if merger is None:
        return answer(source, row)
    when = claimed(call)
    _may_be_undone(merger, target, when.recorded_at)
    before, by = merger.before, call["by"]
    merger.undone_at, merger.undone_by = when.recorded_at, by
    merger.save(update_fields=["undone_at", "undone_by"])
    give_back(row, target, before["impacts"], at=when.recorded_at, by=by)
    give_systems_back(target, before["systems"])
    _return_activations(before["activations"], row, target)
    _return_roles(before["roles"], when)
    for one in before["contacts"]:
        row.contacts.filter(pk=one["id"], state="stood_down").update(state=one["state"])
    for child in Incident.objects.filter(pk__in=before["children"], parent=target):
        save(locked(child), parent=row)
    save(row, status=before["status"], merged_into=None)
    _settle_target(target, row, merger, when, call)
    restart(row, before["clocks"], at=when.recorded_at, by=by)
    if before["roles"]["released"] and commander_of(row) is None:
        nobody_commands(row, when, by=by)
    row.escalation.filter(state=EscalationStep.State.STOPPED, reason="merged").update(
        state=EscalationStep.State.WAITING.value, reason=""
    )
    words = {"from": target.number}
    entry = written(row, "unmerged", when=when, call=call, text=reason, payload=words)
    words = {"source": row.number}
    written(target, "unmerged", when=when, call=call, text=reason, payload=words)
    for one in (row, target):
        if one.status in IN_RESPONSE:
            refresh(one, when.recorded_at)
    tell_unmerged(target, row, by=by, at=when.recorded_at, mark=str(entry.seq))
    publish_row("incident.unmerged", row, at=when.recorded_at, **{"from": target.number})
    return answer(source, row)


def current_merger(source: Incident) -> Merger | None:
    rows = Merger.objects.filter(source=source, undone_at__isnull=True)
    return rows.select_related("target", "by").first()


def unmerge_until(merger: Merger) -> datetime:
    return merger.at + timedelta(seconds=IncidentSettings.current().unmerge_within_s)


def _may_be_undone(merger: Merger, target: Incident, at: datetime) -> None:
    if target.status == Status.CLOSED:
        words = _("%(target)s is closed: the merger stays.")
        raise GuardsUnmet.one("target_closed", words % {"target": target.number})
    if target.status == Status.MERGED:
        words = _("%(target)s was merged itself: take that one out first.")
        raise GuardsUnmet.one("target_merged", words % {"target": target.number})
    if at > unmerge_until(merger):
        hours = IncidentSettings.current().unmerge_within_s // 3600
        late = ngettext(
            "A merger can be undone within %(hours)d hour.",
            "A merger can be undone within %(hours)d hours.",
            hours,
        )
        raise GuardsUnmet.one("too_late", late % {"hours": hours})


def _settle_target(
    target: Incident, source: Incident, merger: Merger, when: Claimed, call: Call
) -> None:
    """Beginning and grade as they are without the source, unless somebody changed them since."""
    left = list(merged_into_it(target))
    first = Merger.objects.filter(target=target).order_by("id").first() or merger
    kept = first.before["target"]
    values: dict[str, Any] = {}
    if target.occurred_at == source.occurred_at:
        own = datetime.fromisoformat(kept["occurred_at"])
        values["occurred_at"] = min([own, *(one.occurred_at for one in left)])
        if values["occurred_at"] == own:
            values["occurred_precision"] = kept["occurred_precision"]
    if target.detected_at == source.detected_at:
        own = datetime.fromisoformat(kept["detected_at"])
        values["detected_at"] = min([own, *(one.detected_at for one in left)])
    reach = [*kept["regions"], *(name for one in left for name in one.regions)]
    others = [name for name in target.regions if name in reach or name not in source.regions]
    if others != target.regions and "all" not in reach:
        values["regions"] = others or list(dict.fromkeys(kept["regions"]))
    if values:
        save(target, **values)
    _grade_back(target, source, merger, left, when, call)


def _grade_back(
    target: Incident,
    source: Incident,
    merger: Merger,
    left: Sequence[Incident],
    when: Claimed,
    call: Call,
) -> None:
    """The grade that came with the source goes with it, if none was set since."""
    last = target.grade_changes.order_by("at", "id").last()
    if last is None or last.kind != ChangeKind.MERGED or last.at < merger.at:
        return
    if target.status not in IN_RESPONSE or last.before is None:
        return
    grades = [last.before, *(one.effective_grade for one in left)]
    grade = min((one for one in grades if one is not None), key=severity)
    if target.grade is not None and grade.severity > target.grade.severity:
        words = _("%(source)s is an incident of its own again.") % {"source": source.number}
        grading._take_effect(target, grade, ChangeKind.MERGED, str(words), when, call)


def _return_activations(ids: Sequence[int], source: Incident, target: Incident) -> None:
    for one in PlanActivation.objects.filter(pk__in=ids, subject_code=target.number):
        one.subject_code = source.number
        one.version += 1
        one.save(update_fields=["subject_code", "version", "updated_at"])


def _return_roles(before: dict[str, list[int]], when: Claimed) -> None:
    for row in RoleAssignment.objects.held().filter(pk__in=before["made"]):
        row.released_at = max(when.at, row.assumed_at)
        row.save(update_fields=["released_at"])
    # Who has left meanwhile has no role anywhere any more (E45).
    rows = RoleAssignment.objects.filter(pk__in=before["released"], person__is_active=True)
    for row in rows.exclude(person__user__is_active=False):
        row.released_at = None
        row.save(update_fields=["released_at"])


def merged_into_it(target: Incident) -> Any:
    """Incidents that are merged into it now."""
    return target.merged_from.filter(status=Status.MERGED).order_by("declared_at", "id")


def answer(given: Incident, row: Incident) -> Incident:
    """The caller's object shows what stands now."""
    given.__dict__.update(row.__dict__)
    return given
