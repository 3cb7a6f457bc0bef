"""What apps to the right show on a system's page: each registers its part.

As `accounts/panels.py` for people: `bia` asks none of them what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from bia.models import System


@dataclass(frozen=True)
class Panel:
    """`template` is included with `data` (as `panel`) on the page."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)


# The viewer and the system → what the viewer may see, None for nothing.
PanelMaker = Callable[[User, System], Panel | None]

_makers: dict[str, PanelMaker] = {}


def register_system_panel(name: str, maker: PanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _makers[name] = maker


def system_panels(viewer: User, system: System) -> list[Panel]:
    """In the order of the app line."""
    made = [maker(viewer, system) for maker in _makers.values()]
    return [panel for panel in made if panel is not None]
