"""The API of the follow-up; each part lists its own."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
for part in ("clocks", "messages", "actions", "calendar", "webhooks"):
    module = f"followup.api.urls_{part}"
    if find_spec(module):
        urlpatterns += import_module(module).urlpatterns
