"""What a failed system probably takes along, from the register (§37.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from bia.models import Dependency, Importance, Process
from bia.models.dependency import DependencyStrength
from incidents.domain.felt import Step
from incidents.domain.reach import Edge, Node, Reach, reach
from incidents.models import Impact, Incident, IncidentEntry, IncidentSystem
from incidents.services import clocks
from incidents.services.bia_snapshot import snapshots_of
from incidents.services.impact_step import plain_steps, told
from incidents.services.step import write
from lib.asked_once import once
from lib.claimed_time import Claimed

RANK = {Importance.CORE.value: 0, Importance.IMPORTANT.value: 1, Importance.GENERAL.value: 2}


def prefill(
    incident: Incident, at: datetime, by: User | None = None, *, declaring: bool = False
) -> list[Impact]:
    """Opens an impact for each process that hangs on a failed system, not confirmed by anybody.

    Called by the declaration (which starts their clocks with its own) and when systems or scope
    change; the caller holds the incident. Processes that were named or dropped already are left
    alone, but for their scope where it was the incident's, and for those nobody has looked at yet
    whose system did not fail after all.
    """
    if not declaring:
        _follow_scope(incident)
    failed = _gravest_first(incident)
    if not failed:
        return []
    hit = _reached(failed)
    roots = {("system", one.system_id): one for one in failed}
    down = {node[1]: roots[root] for node, root in hit.down.items() if _is_process(node)}
    if not declaring:
        _let_go(incident, down, at, by)
    known = set() if declaring else _known(incident)
    processes = list(Process.objects.filter(pk__in=down.keys() - known).order_by("code"))
    snapshots = snapshots_of(processes)
    began = incident.occurred_at
    rows = []
    for process in processes:
        cause = down[process.pk]
        rows.append(
            Impact(
                incident=incident,
                process=process,
                system=cause.system,
                kind=cause.extent,
                regions=list(incident.regions),
                start_at=began,
                steps=plain_steps([Step(began, Decimal(100), Decimal(0))]),
                **snapshots[process.pk],
            )
        )
    Impact.objects.bulk_create(rows)
    if rows:
        payload = {"suspected": True, "impacts": [told(one) for one in rows]}
        write(incident, "impact_opened", when=Claimed(at, at), by=None, payload=payload)
        if not declaring:
            clocks.start_new_impacts(rows, at=at, by=by)
    return rows


def _known(incident: Incident) -> set[int]:
    return {*incident.impacts.values_list("process_id", flat=True), *_dropped(incident)}


def suspected(incident: Incident, named: Sequence[int] | None = None) -> list[Process]:
    """Processes that are slowed, or have lost an alternative, and are not named as affected."""
    failed = _gravest_first(incident)
    if not failed:
        return []
    pks = {node[1] for node in _reached(failed).suspected if _is_process(node)}
    known = incident.impacts.values_list("process_id", flat=True) if named is None else named
    return list(Process.objects.filter(pk__in=pks - set(known)).order_by("code"))


def worst_importance(processes: Sequence[int]) -> str | None:
    """Of the systems these processes need directly; None: they need none."""
    rows = Dependency.objects.filter(
        dependent_process_id__in=processes,
        needs_system__isnull=False,
        strength=DependencyStrength.HARD,
    )
    found = set(rows.values_list("needs_system__importance", flat=True))
    return min(found, key=lambda one: RANK[one], default=None)


def _follow_scope(incident: Incident) -> None:
    """What reached as far as the incident goes on to do so, unless somebody said otherwise."""
    last = incident.timeline.filter(type="systems_changed").order_by("-seq").first()
    if last is None:
        return
    before = last.payload["regions"]["old"]
    if before != incident.regions:
        same = incident.impacts.open().filter(regions=before, ended_regions={})
        same.update(regions=incident.regions)


def _let_go(
    incident: Incident, down: Mapping[int, IncidentSystem], at: datetime, by: User | None
) -> None:
    """Impacts that were derived from a system which is named no more, and that nobody has touched:
    another system explains them, or they go."""
    named = incident.failed_systems.values("system")
    rows = incident.impacts.open().for_list().filter(
        confirmed=False, version=1, again_of=None, system__isnull=False
    )  # fmt: skip
    for one in rows.exclude(system__in=named):
        cause = down.get(one.process_id)
        if cause is not None:
            one.system = cause.system
            one.save(update_fields=["system"])
            continue
        one.incident = incident
        clocks.drop_impact(one, at=at, by=by)
        payload = told(one) | {"suspected": True}
        write(incident, "impact_dropped", when=Claimed(at, at), by=None, payload=payload)
        one.delete()


def _gravest_first(incident: Incident) -> list[IncidentSystem]:
    return sorted(
        failed_of(incident),
        key=lambda one: (one.extent != "full", RANK[one.system.importance], one.pk),
    )


def failed_of(incident: Incident) -> list[IncidentSystem]:
    rows = incident.failed_systems.select_related("system")
    return once(("failed systems", incident.pk), lambda: list(rows))


def _reached(failed: Sequence[IncidentSystem]) -> Reach:
    return reach([("system", one.system_id) for one in failed], _edges())


def _edges() -> list[Edge]:
    """Between systems and processes, one query. Optional needs stop nothing and slow nothing."""
    rows = Dependency.objects.exclude(strength=DependencyStrength.OPTIONAL).values_list(
        "dependent_process_id", "dependent_system_id", "needs_process_id", "needs_system_id",
        "strength", "group", "group_needs",
    )  # fmt: skip
    return [
        Edge(
            ("process", process) if process else ("system", system),
            ("process", needed) if needed else ("system", machine),
            strength == DependencyStrength.HARD,
            group,
            group_needs or 1,
        )
        for process, system, needed, machine, strength, group, group_needs in rows
        if needed or machine
    ]


def _dropped(incident: Incident) -> set[int]:
    """Somebody has said already that they are not affected."""
    entries = IncidentEntry.objects.filter(incident=incident, type="impact_dropped")
    codes = [
        one["process"]
        for one in entries.values_list("payload", flat=True)
        if "process" in one and not one.get("suspected")
    ]
    return (
        set(Process.objects.filter(code__in=codes).values_list("pk", flat=True)) if codes else set()
    )


def _is_process(node: Node) -> bool:
    return node[0] == "process"
