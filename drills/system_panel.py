"""The panel "Drills" of a system: when was its failure practised?"""

from __future__ import annotations

from bia.panels import register_system_panel
from drills.drill_panel import system_panel


def register() -> None:
    register_system_panel("drills", system_panel)
