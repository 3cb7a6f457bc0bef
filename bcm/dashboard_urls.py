"""The start page."""

from __future__ import annotations

from django.urls import path

from bcm.dashboard import dashboard

urlpatterns = [path("", dashboard, name="dashboard")]
