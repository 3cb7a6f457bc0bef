"""Addresses of pages of optional parts: "" while there is no such page."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def link(url_name: str, *args: object) -> str:
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
