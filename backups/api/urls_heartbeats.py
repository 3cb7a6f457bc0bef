"""Addresses that jobs call; a POST follows no redirect, so the slash at the end is free."""

from __future__ import annotations

from django.urls import re_path

from backups.api.heartbeats import ping

urlpatterns = [
    re_path(r"^ping/(?P<secret>[^/]{1,64})(?:/(?P<ending>[^/]{0,20}))?/?$", ping, name="ping"),
]
