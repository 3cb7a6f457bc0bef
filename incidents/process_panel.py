"""The panel "Incidents" of a process: when did it stand still?"""

from __future__ import annotations

from bia.panels import register_process_panel
from incidents.incident_panel import process_panel


def register() -> None:
    register_process_panel("incidents", process_panel)
