"""How this organisation holds its drills, and when it holds none."""

from __future__ import annotations

from django.urls import path

from drills.views import freezes, settings

urlpatterns = [
    path("settings/drills/", settings.drill_settings, name="settings"),
    path("drills/freezes/", freezes.freeze_list, name="freeze_list"),
    path("drills/freezes/new/", freezes.freeze_create, name="freeze_create"),
    path("drills/freezes/<int:pk>/edit/", freezes.freeze_edit, name="freeze_edit"),
    path("drills/freezes/<int:pk>/delete/", freezes.freeze_delete, name="freeze_delete"),
]
