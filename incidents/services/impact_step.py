"""One step of an impact: its row under the incident's lock, its clocks, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.domain.felt import Step, carried_since
from incidents.models import Impact, Incident
from incidents.services import clocks
from incidents.services.loss import steps_of
from lib.claimed_time import Claimed
from lib.errors import Refused

TOLD = (
    "kind", "regions", "degradation_percent", "workaround_percent", "level", "start_at", "end_at",
    "last_good_data_at", "no_data_lost", "data_loss_note",
)  # fmt: skip


def found(row: Incident, impact: Impact) -> Impact:
    """The impact as it is now; the caller holds the incident. Raises Refused of another one."""
    one = row.impacts.for_list().filter(pk=impact.pk).first()
    if one is None:
        raise Refused("not_of_this_incident", _("This is an impact of another incident."))
    one.incident = row
    return one


def told(one: Impact) -> dict[str, Any]:
    """What a timeline entry says of it, in names that stay."""
    return {
        "impact": one.pk,
        "process": one.process.code,
        "name_en": one.process.name,
        "name_zh": one.process.name,
    }


def fields_told(one: Impact) -> dict[str, Any]:
    return {name: _plain(getattr(one, name)) for name in TOLD}


def plain_steps(steps: Iterable[Step]) -> list[dict[str, str]]:
    return [
        {
            "at": one.at.isoformat(),
            "degradation": f"{one.degradation:f}",
            "workaround": f"{one.workaround:f}",
        }
        for one in steps
    ]


def is_carried(one: Impact) -> bool:
    """A workaround brings the process to its minimum capacity (ruling 2)."""
    return carried_since(steps_of(one), one.mbco_percent) is not None


def follow_clocks(one: Impact, *, at: datetime, by: User | None) -> None:
    """K5 and K6 as the row says: stopped, or running from its beginning (§37.4)."""
    if one.end_at is not None:
        clocks.stop_impact(one, at=one.end_at, by=by)
        return
    since = carried_since(steps_of(one), one.mbco_percent)
    if since is None:
        clocks.start_impact(one, at=at, by=by)
        return
    # Met when the workaround began to carry; what changes since does not undo it.
    running = tuple(kind for kind in clocks.OF_IMPACT if clocks.is_running(one, kind))
    clocks.start_impact(one, at=at, by=by, kinds=running)
    clocks.stop_impact(one, at=max(since, one.start_at), by=by, kinds=running)


def suggest_anew(row: Incident, when: Claimed) -> None:
    """The suggested grade follows every change of an impact (INC-2)."""
    from incidents.services.suggesting import refresh

    refresh(row, at=when.recorded_at)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, list, str)) else str(value)
