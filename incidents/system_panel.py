"""The panel "Incidents" of a system: when did it fail?"""

from __future__ import annotations

from bia.panels import register_system_panel
from incidents.incident_panel import system_panel


def register() -> None:
    register_system_panel("incidents", system_panel)
