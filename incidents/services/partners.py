"""Verbs of neighbouring modules, called where they exist."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def call(name: str, *args: Any, **kwargs: Any) -> Any:
    """ "card.freeze_card": the function of `incidents.services`, None while it is missing."""
    module, _dot, function = name.partition(".")
    path = f"incidents.services.{module}"
    if find_spec(path) is None:
        return None
    found = getattr(import_module(path), function, None)
    return None if found is None else found(*args, **kwargs)
