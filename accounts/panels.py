"""What apps to the right show on a person's page: each registers its part.

As with `handover`, `accounts` asks none of them what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Person, User


@dataclass(frozen=True)
class Panel:
    """`template` is included with `data` (as `panel`) on the page."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)


# The viewer and the person → what the viewer may see, None for nothing.
PanelMaker = Callable[[User, Person], Panel | None]

_makers: dict[str, PanelMaker] = {}


def register_person_panel(name: str, maker: PanelMaker) -> None:
    """Called once per app and part, from `AppConfig.ready`."""
    _makers[name] = maker


def person_panels(viewer: User, person: Person) -> list[Panel]:
    """In the order of the app line."""
    made = [maker(viewer, person) for maker in _makers.values()]
    return [panel for panel in made if panel is not None]
