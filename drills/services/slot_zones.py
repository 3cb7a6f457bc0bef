"""Whose days a policy counts in: its own zone, else the organisation's."""

from __future__ import annotations

from accounts.models import Organisation
from drills.models import DrillPolicy


def zone_of(policy: DrillPolicy) -> str:
    return policy.timezone or Organisation.current().timezone
