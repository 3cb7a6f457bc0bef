"""How plans are printed, checked, packed and kept."""

from __future__ import annotations

from django.urls import path

from plans.views import plan_settings

urlpatterns = [path("settings/plans/", plan_settings.plan_settings, name="plan_settings")]
