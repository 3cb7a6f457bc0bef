"""What apps to the right show on the page of a system, a process or a what-if question: each
registers its part.

As `accounts/panels.py` for people: `bia` asks none of them what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from bia.models import Process, Scenario, System


@dataclass(frozen=True)
class Panel:
    """`template` is included with `data` (as `panel`) on the page."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)


# The viewer and the system (the process) → what the viewer may see, None for nothing.
PanelMaker = Callable[[User, System], Panel | None]
ProcessPanelMaker = Callable[[User, Process], Panel | None]
ScenarioPanelMaker = Callable[[User, Scenario], Panel | None]

_makers: dict[str, PanelMaker] = {}
_process_makers: dict[str, ProcessPanelMaker] = {}
_scenario_makers: dict[str, ScenarioPanelMaker] = {}


def register_system_panel(name: str, maker: PanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _makers[name] = maker


def register_process_panel(name: str, maker: ProcessPanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _process_makers[name] = maker


def register_scenario_panel(name: str, maker: ScenarioPanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _scenario_makers[name] = maker


def system_panels(viewer: User, system: System) -> list[Panel]:
    """In the order of the app line."""
    made = [maker(viewer, system) for maker in _makers.values()]
    return [panel for panel in made if panel is not None]


def process_panels(viewer: User, process: Process) -> list[Panel]:
    """In the order of the app line."""
    made = [maker(viewer, process) for maker in _process_makers.values()]
    return [panel for panel in made if panel is not None]


def scenario_panels(viewer: User, scenario: Scenario) -> list[Panel]:
    """In the order of the app line."""
    made = [maker(viewer, scenario) for maker in _scenario_makers.values()]
    return [panel for panel in made if panel is not None]
