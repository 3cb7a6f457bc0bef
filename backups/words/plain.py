"""A code nobody has put into words yet still says something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def said(known: Mapping[str, Any], code: str) -> str:
    return str(known[code]) if code in known else code.replace("_", " ").capitalize()
