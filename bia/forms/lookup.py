"""The text box with suggestions (lib/lookup.py) for rows of the register."""

from __future__ import annotations

from typing import Any

from lib import lookup

FEW = lookup.FEW


class LookupInput(lookup.LookupInput):
    """`kind` is a kind of `bia.views.lookup`: process, person, node …"""

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None):
        super().__init__("bia:lookup", kind, attrs=attrs)
