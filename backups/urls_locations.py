"""Pages of storage locations."""

from __future__ import annotations

from django.urls import path

from backups.views import location, location_action

urlpatterns = [
    path("backups/locations/", location.location_list, name="location_list"),
    path("backups/locations/new/", location.location_create, name="location_create"),
    path("backups/locations/<str:code>/", location.location_detail, name="location_detail"),
    path("backups/locations/<str:code>/edit/", location.location_edit, name="location_edit"),
    path(
        "backups/locations/<str:code>/delete/", location_action.location_delete,
        name="location_delete",
    ),
    path(
        "backups/locations/<str:code>/trial/", location_action.location_try, name="location_try"
    ),
    path("backups/locations/<str:code>/scan/", location_action.location_scan, name="location_scan"),
]  # fmt: skip
