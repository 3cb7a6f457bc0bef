"""The panel "Drills" of a process: when was it practised to go without, and to come back?"""

from __future__ import annotations

from bia.panels import register_process_panel
from drills.drill_panel import process_panel


def register() -> None:
    register_process_panel("drills", process_panel)
