"""Marking sentences for translation where they stand, without a framework."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Mark for translation; the tools that collect messages go by this name."""
    return message
