"""The panel "Plans" of a process: what is done when it stands still?"""

from __future__ import annotations

from bia.panels import register_process_panel
from plans.covering import process_panel


def register() -> None:
    register_process_panel("plans", process_panel)
