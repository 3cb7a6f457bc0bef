"""Addresses of pages that stand in other parts of the app."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def page(name: str, *arguments: Any) -> str:
    """The address of a page, "" where there is none (yet)."""
    if not name:
        return ""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
