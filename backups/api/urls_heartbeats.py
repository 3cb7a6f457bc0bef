"""Addresses that jobs call; with or without a slash at the end, since a POST follows no redirect."""

from __future__ import annotations

from django.urls import re_path

from backups.api.heartbeats import ping

urlpatterns = [
    re_path(r"^ping/(?P<secret>[^/]{1,64})(?:/(?P<ending>[^/]{0,20}))?/?$", ping, name="ping"),
]
