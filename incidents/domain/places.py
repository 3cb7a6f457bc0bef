"""Texts with places: "{title} since {since}" → the words of one incident (plain text only)."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACES = ("number", "title", "systems", "processes", "since", "expected", "now")

_PLACE = re.compile(r"\{([A-Za-z_]*)\}")


def unknown_places(text: str) -> list[str]:
    """Names in braces that are no place, in order: a slip of the pen."""
    return [name for name in dict.fromkeys(_PLACE.findall(text)) if name not in PLACES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each place replaced once; a value is never read for places itself. Unknown ones stay."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
