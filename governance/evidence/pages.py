"""Addresses of pages of parts that may be missing: "" while there is no such page."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def page(name: str, *args: object, query: str = "") -> str:
    try:
        found = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{found}?{query}" if query else found
