"""Whose days a policy counts in: its own zone, else the organisation's."""

from __future__ import annotations

from accounts.models import Organisation
from drills.models import DrillPolicy
from lib.asked_once import once


def zone_of(policy: DrillPolicy) -> str:
    return policy.timezone or organisation_zone()


def organisation_zone() -> str:
    """Asked once within `asking_once`."""
    return once("organisation zone", lambda: Organisation.current().timezone)
