"""Addresses of the follow-up pages; each part lists its own."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

app_name = "followup"
urlpatterns: list[URLPattern | URLResolver] = []
for part in ("clocks", "messages", "settings", "actions", "calendar", "webhooks"):
    module = f"followup.urls_{part}"
    if find_spec(module):
        urlpatterns += import_module(module).urlpatterns
