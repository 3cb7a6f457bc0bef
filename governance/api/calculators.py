"""Calculators of governance, one module a subject; nothing is stored."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern

PARTS = ("maturity", "investment", "health", "sampling")

calculator_urls: list[URLPattern] = []
for part in PARTS:
    if find_spec(f"governance.api.calculators_{part}"):
        calculator_urls += import_module(f"governance.api.calculators_{part}").calculator_urls
