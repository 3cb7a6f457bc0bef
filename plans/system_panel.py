"""The panel "Plans" of a system: what is done when it fails?"""

from __future__ import annotations

from bia.panels import register_system_panel
from plans.covering import system_panel


def register() -> None:
    register_system_panel("plans", system_panel)
