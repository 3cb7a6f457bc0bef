"""What monitoring posts, read by the rules of the domain; what cannot be is refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.domain.alert_faults import Fault, Unreadable
from incidents.domain.alert_mapping import mapping_faults
from incidents.domain.alerts import Alert, read_alerts
from lib.errors import Problem, Refused


def read_payload(
    payload: Any, *, kind: str, mapping: Mapping[str, Any], now: datetime
) -> list[Alert]:
    """Raises Refused at `alerts` or at the path of the mapping that leads nowhere."""
    try:
        return read_alerts(payload, kind=kind, mapping=mapping, now=now)
    except Unreadable as unreadable:
        raise Refused.many([_problem(unreadable.fault)]) from None


def require_mapping(kind: str, mapping: Any) -> None:
    """Raises Refused at `mapping`, one problem for each thing wrong."""
    if faults := mapping_faults(kind, mapping):
        raise Refused.many([_problem(fault) for fault in faults])


def _problem(fault: Fault) -> Problem:
    return Problem(fault.code, _(fault.words) % fault.about, fault.field)
