"""What follows when a clock of an incident reaches a mark (docs/method.md §38.3).

Runs inside the tick, which holds the incident's row. Every mark becomes an entry of the timeline,
so that live pages see it; K2's breach puts the suggested grade into effect, K5's and K6's ask for
a fresh suggestion and tell other systems.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bia.services.publishing import publish_row
from followup import registry
from followup.models.clock import ClockPolicy
from followup.registry import Fired
from incidents.models import Impact, Incident
from incidents.services import clocks
from incidents.services.grading import make_provisional_effective
from incidents.services.step import locked, write
from incidents.services.suggesting import refresh
from lib.claimed_time import Claimed

TYPES = {
    "warned": "clock_warned",
    "breached": "clock_breached",
    "repeated": "clock_repeated",
    "muted": "clock_muted",
}
WEBHOOKS = {clocks.RTO: "impact.rto_breached", clocks.MTD: "impact.mtd_breached"}


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    for kind in (*clocks.OF_INCIDENT, *clocks.OF_IMPACT):
        registry.register_clock(kind, when_fired)


def when_fired(fired: Sequence[Fired]) -> None:
    """Marks of clocks of one kind; each incident's entries in their order."""
    numbers = {_number(one) for one in fired if one.clock.subject_kind in ("incident", "impact")}
    rows = {one.number: one for one in Incident.objects.filter(number__in=numbers).order_by("pk")}
    held = {number: locked(row) for number, row in rows.items()}
    impacts = _impacts(fired)
    names = _names(fired)
    for one in fired:
        incident = held.get(_number(one))
        if incident is not None:
            _enter(incident, one, impacts.get(one.clock.subject_code), names)
            _react(incident, one, impacts.get(one.clock.subject_code))


def _number(fired: Fired) -> str:
    return fired.clock.subject_code.partition(":")[0]


def _impacts(fired: Sequence[Fired]) -> dict[str, Impact]:
    keys = [
        int(pk)
        for one in fired
        if one.clock.subject_kind == "impact"
        and (pk := one.clock.subject_code.rpartition(":")[2]).isdecimal()
    ]
    rows = Impact.objects.select_related("process", "incident").filter(pk__in=keys) if keys else []
    return {one.code: one for one in rows}


def _names(fired: Sequence[Fired]) -> dict[str, tuple[str, str, str]]:
    kinds = {one.clock.kind for one in fired}
    rows = ClockPolicy.objects.filter(code__in=kinds)
    return {
        code: (number, en, zh)
        for code, number, en, zh in rows.values_list("code", "number", "name_en", "name_zh")
    }


def _enter(
    incident: Incident,
    fired: Fired,
    impact: Impact | None,
    names: dict[str, tuple[str, str, str]],
) -> None:
    clock = fired.clock
    number, en, zh = names.get(clock.kind, ("", clock.kind, clock.kind))
    payload: dict[str, Any] = {
        "clock": clock.kind,
        "number": number,
        "clock_en": en,
        "clock_zh": zh,
        "mark": fired.mark,
        "due_at": clock.due_at.isoformat(),
        "limit_s": int((clock.first_due_at - clock.anchor_at).total_seconds()),
        "generation": clock.generation,
    }
    if impact is not None:
        payload |= {"impact": impact.code, "process": impact.process.name}
    left_s = int((clock.due_at - fired.at).total_seconds())
    payload |= {"left_s": left_s} if left_s > 0 else {"over_s": -left_s}
    if fired.outage_s:
        minutes = max(1, fired.outage_s // 60)
        payload |= {
            "outage_s": fired.outage_s,
            "outage_en": f"timing service interrupted for {minutes} min",
            "outage_zh": f"计时服务中断 {minutes} 分钟",
        }
    when = Claimed(fired.at, fired.at)
    write(incident, TYPES.get(fired.type, "clock_warned"), when=when, by=None, payload=payload)


def _react(incident: Incident, fired: Fired, impact: Impact | None) -> None:
    if fired.type != "breached":
        return
    react = REACTIONS.get(fired.clock.kind)
    if react is not None:
        react(incident, fired, impact)


def _not_assessed(incident: Incident, fired: Fired, _impact: Impact | None) -> None:
    """K2: nobody confirmed a grade. It counts from the deadline, whenever it was noticed."""
    make_provisional_effective(incident, at=min(fired.at, fired.clock.due_at), recorded_at=fired.at)


def _objective_missed(incident: Incident, fired: Fired, impact: Impact | None) -> None:
    """K5, K6: the rule may ask for a worse grade now."""
    if impact is None:
        return
    refresh(incident, at=fired.at, in_tick=True)
    publish_row(WEBHOOKS[fired.clock.kind], impact, at=fired.at)


REACTIONS: dict[str, Callable[[Incident, Fired, Impact | None], None]] = {
    clocks.ASSESS: _not_assessed,
    clocks.RTO: _objective_missed,
    clocks.MTD: _objective_missed,
}
