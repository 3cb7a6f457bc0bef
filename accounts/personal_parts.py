"""What other apps know about a person: exported and erased with the person (docs/privacy.md).

`accounts` may not ask the apps to its right; each registers its part in `AppConfig.ready`.
"""

from __future__ import annotations

from typing import Any, Protocol

from accounts.models import Person


class PersonalPart(Protocol):
    def export(self, person: Person) -> Any:
        """Everything known, as plain values."""

    def erase(self, person: Person) -> None:
        """Remove it; runs inside the caller's transaction, before the login is renamed."""


_parts: dict[str, PersonalPart] = {}


def register(name: str, part: PersonalPart) -> None:
    """`name` is the key of the export."""
    _parts[name] = part


def export_parts(person: Person) -> dict[str, Any]:
    return {name: part.export(person) for name, part in _parts.items()}


def erase_parts(person: Person) -> None:
    for part in _parts.values():
        part.erase(person)
